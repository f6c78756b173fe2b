/** From here on UTF-16 orders its units otherwise than their characters: surrogates, and what comes after them. */
const IS_BEYOND = /[\ud800-\uffff]/;

/** Orders texts as Python does, by code points; JavaScript's `<` compares UTF-16 units, which differ beyond U+FFFF. */
export function compareText(a: string, b: string): number {
	if (a === b) return 0;
	// What nearly every name is; all processes are sorted whenever somebody asks for them.
	if (!IS_BEYOND.test(a) && !IS_BEYOND.test(b)) return a < b ? -1 : 1;
	const left = Array.from(a);
	const right = Array.from(b);
	for (let i = 0; i < left.length && i < right.length; i++) {
		const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
		if (difference !== 0) return difference;
	}
	return left.length - right.length;
}
