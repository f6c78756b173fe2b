/**
 * What a terminal would obey (C0, DEL, C1) or what turns the order of writing around, as `\x1b` or `\u202e`.
 * Names and descriptions come from the daemon, and it has parts of them from programs.
 */
export function cleanText(text: string): string {
	return text.replaceAll(UNSAFE, (character) => {
		const code = character.charCodeAt(0);
		return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
	});
}

/** The same of a text that may have several lines, as the mistakes in a configuration are told. */
export function cleanLines(text: string): string {
	return text.split('\n').map(cleanText).join('\n');
}

const UNSAFE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
