/** What terminals obey, as programs print it for colours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: ESC begins it.
const ANSI = /\x1b\[[\d;?]*[ -/]*[@-~]/g;

/** Control characters, and what some readers take for the end of a line; neither newline nor tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const UNPRINTABLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/g;

/** Text that is safe in JSON, in lines and in a chat: well-formed, printable, at most `maxLength` UTF-16 units. */
export function plainText(text: string, maxLength: number): string {
	const plain = text.replaceAll('\r\n', '\n').replace(ANSI, '').replace(UNPRINTABLE, '\ufffd').toWellFormed();
	// A cut may have parted a pair.
	return plain.length <= maxLength ? plain : `${plain.slice(0, maxLength - 1).toWellFormed()}…`;
}
