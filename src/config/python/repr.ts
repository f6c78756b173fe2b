const NAMED: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Python's `repr(text)`: in single quotes unless only they occur, with what cannot be printed escaped. */
export function repr(text: string): string {
	const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
	let body = '';
	for (const character of text) {
		if (character === quote) body += `\\${character}`;
		else
			body +=
				NAMED[character] ??
				(/^[\p{C}\p{Z}]$/u.test(character) && character !== ' ' ? escapeCharacter(character) : character);
	}
	return quote + body + quote;
}

/** Python's `ascii(text)`: as {@link repr}, and nothing beyond ASCII either. */
export function asciiRepr(text: string): string {
	return Array.from(repr(text), (character) => (character > '~' ? escapeCharacter(character) : character)).join('');
}

function escapeCharacter(character: string): string {
	const codePoint = character.codePointAt(0) as number;
	const hex = codePoint.toString(16);
	if (codePoint <= 0xff) return `\\x${hex.padStart(2, '0')}`;
	if (codePoint <= 0xffff) return `\\u${hex.padStart(4, '0')}`;
	return `\\U${hex.padStart(8, '0')}`;
}
