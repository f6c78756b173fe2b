const SEPARATORS: ReadonlySet<number> = new Set([0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000]);

/**
 * Python's `str.isspace` for one character. JavaScript's `\s` differs: it has U+FEFF, and lacks U+001C–U+001F and U+0085.
 */
export function isSpace(character: string): boolean {
	return character.length === 1 && isSpaceAt(character, 0);
}

/** Each line of a configuration is looked at from both ends, and the start of the daemon waits for that. */
function isSpaceAt(text: string, index: number): boolean {
	const code = text.charCodeAt(index);
	if (code <= 0x20) return code >= 0x1c || (code >= 0x09 && code <= 0x0d);
	return code >= 0x85 && ((code >= 0x2000 && code <= 0x200a) || SEPARATORS.has(code));
}

/** How many white space characters (code points) a text begins with; none where there is nothing else. */
export function indentation(text: string): number {
	const start = startOf(text);
	return start === text.length ? 0 : start;
}

/** Python's `str.strip()`. */
export function strip(text: string): string {
	return stripEnd(text.slice(startOf(text)));
}

/** All white space is in the basic plane, so UTF-16 units count as Python's code points do. */
function startOf(text: string): number {
	let start = 0;
	while (start < text.length && isSpaceAt(text, start)) start++;
	return start;
}

/** Python's `str.rstrip()`. */
export function stripEnd(text: string): string {
	let end = text.length;
	while (end > 0 && isSpaceAt(text, end - 1)) end--;
	return text.slice(0, end);
}

/** Python's `str.split()`: words between white space. */
export function words(text: string): string[] {
	const found: string[] = [];
	for (let at = 0; at < text.length; ) {
		const start = at;
		while (at < text.length && !isSpaceAt(text, at)) at++;
		if (at > start) found.push(text.slice(start, at));
		else at++;
	}
	return found;
}
