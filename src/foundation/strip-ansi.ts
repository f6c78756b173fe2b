// biome-ignore lint/suspicious/noControlCharactersInRegex: ESC begins it.
const ANSI = /\x1b\[[\d;?]*[ -/]*[@-~]/g;

/** Without what terminals obey, as programs print it for colours (ECMA-48's control sequences). */
export function stripAnsi(text: string): string {
	return text.replace(ANSI, '');
}
