/**
 * White space as Python's `str.isspace` knows it. JavaScript's `\s` differs: it has U+FEFF,
 * and lacks U+001C–U+001F and U+0085.
 */
const SPACE = '\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const SPACE_CHARACTER = new RegExp(`^[${SPACE}]$`);
const NOT_SPACE = new RegExp(`[^${SPACE}]`);
const SPACES = new RegExp(`[${SPACE}]+`);

/** Python's `str.isspace` for one character. */
export function isSpace(character: string): boolean {
	return SPACE_CHARACTER.test(character);
}

/** How many white space characters (code points) a text begins with. */
export function indentation(text: string): number {
	// All white space is in the basic plane, so UTF-16 units count as Python's code points do.
	return Math.max(0, text.search(NOT_SPACE));
}

/** Python's `str.strip()`. */
export function strip(text: string): string {
	return stripEnd(text.slice(text.search(NOT_SPACE) === -1 ? text.length : indentation(text)));
}

/** Python's `str.rstrip()`. */
export function stripEnd(text: string): string {
	let end = text.length;
	while (end > 0 && isSpace(text.charAt(end - 1))) end--;
	return text.slice(0, end);
}

/** Python's `str.split()`: words between white space. */
export function words(text: string): string[] {
	return text.split(SPACES).filter((word) => word !== '');
}
