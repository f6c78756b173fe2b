// What XML 1.0 cannot carry, even as a reference (https://www.w3.org/TR/xml/#charsets), and what it gives a meaning to.
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is about
const SPECIAL = /[\0-\x08\x0b-\x1f&<>\ufffe\uffff]/g;

/**
 * Text within an element. Logs hold anything: a control character becomes its picture (ESC: U+241B, `␛`), for which
 * supervisord's clients could not read the whole answer; half a surrogate pair and U+FFFE, U+FFFF become U+FFFD. CR is
 * written as a reference, since a reader takes a plain one for a line end.
 */
export function escapeXml(text: string): string {
	return text.toWellFormed().replace(SPECIAL, (character) => {
		switch (character) {
			case '&':
				return '&amp;';
			case '<':
				return '&lt;';
			case '>':
				return '&gt;';
			case '\r':
				return '&#13;';
			case '\ufffe':
			case '\uffff':
				return '\ufffd';
			default:
				return String.fromCharCode(0x2400 + character.charCodeAt(0));
		}
	});
}
