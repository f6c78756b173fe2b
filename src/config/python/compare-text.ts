/** Orders texts as Python does, by code points; JavaScript's `<` compares UTF-16 units, which differ beyond U+FFFF. */
export function compareText(a: string, b: string): number {
	if (a === b) return 0;
	const left = Array.from(a);
	const right = Array.from(b);
	for (let i = 0; i < left.length && i < right.length; i++) {
		const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
		if (difference !== 0) return difference;
	}
	return left.length - right.length;
}
