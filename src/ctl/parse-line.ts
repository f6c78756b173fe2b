/** A line as Python's `cmd` takes it apart. */
export type ParsedLine =
	| { readonly type: 'empty' }
	| { readonly type: 'command'; readonly name: string; readonly text: string; readonly line: string }
	| { readonly type: 'unknown'; readonly line: string };

/**
 * A command is its leading letters, digits and underscores, whatever follows: `status:*` is `status` of `:*`.
 * `?start` is `help start`.
 */
export function parseLine(line: string): ParsedLine {
	const trimmed = line.trim();
	if (trimmed === '') return { type: 'empty' };
	const whole = trimmed.startsWith('?') ? `help ${trimmed.slice(1)}` : trimmed;
	const name = /^[A-Za-z0-9_]*/.exec(whole)?.[0] ?? '';
	if (name === '') return { type: 'unknown', line: whole };
	return { type: 'command', name, text: whole.slice(name.length).trim(), line: whole };
}
