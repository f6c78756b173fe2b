/** The words of a command, or what keeps it from being split (shlex' own words). */
export type SplitCommand =
	| { readonly ok: true; readonly words: readonly string[] }
	| { readonly ok: false; readonly reason: 'No closing quotation' | 'No escaped character' };

/**
 * Python's `shlex.split` (POSIX rules, no comments, nothing expanded):
 * a backslash escapes the next character, inside double quotes only `"` and itself; single quotes protect everything.
 */
export function shlexSplit(command: string): SplitCommand {
	const words: string[] = [];
	let word: string | undefined;
	let quote = '';
	for (let i = 0; i < command.length; i++) {
		const character = command.charAt(i);
		if (quote !== '' && character === quote) {
			quote = '';
		} else if (character === '\\' && quote !== "'") {
			const next = command.charAt(++i);
			if (next === '') return { ok: false, reason: 'No escaped character' };
			const isKept = quote === '"' && next !== '"' && next !== '\\';
			word = (word ?? '') + (isKept ? `\\${next}` : next);
		} else if (quote !== '') {
			word += character;
		} else if (character === '"' || character === "'") {
			quote = character;
			word ??= '';
		} else if (' \t\r\n'.includes(character)) {
			if (word !== undefined) words.push(word);
			word = undefined;
		} else {
			word = (word ?? '') + character;
		}
	}
	if (quote !== '') return { ok: false, reason: 'No closing quotation' };
	if (word !== undefined) words.push(word);
	return { ok: true, words };
}
