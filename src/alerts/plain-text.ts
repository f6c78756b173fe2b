import { stripAnsi } from '../foundation/strip-ansi.ts';

/**
 * Control characters, what some readers take for the end of a line, and what turns the order of writing around; neither
 * newline nor tab.
 */
const UNPRINTABLE = /[^\P{Cc}\n\t]|[\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text that is safe in JSON, in lines and in a chat: well-formed, printable, at most `maxLength` UTF-16 units. */
export function plainText(text: string, maxLength: number): string {
	const plain = stripAnsi(text.replaceAll('\r\n', '\n')).replace(UNPRINTABLE, '\ufffd').toWellFormed();
	// A cut may have parted a pair.
	return plain.length <= maxLength ? plain : `${plain.slice(0, maxLength - 1).toWellFormed()}…`;
}
