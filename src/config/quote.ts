const MOST_CHARACTERS = 120;

/** A value as a message quotes it: on one line, and not endless. */
export function quote(text: string): string {
	const characters = Array.from(text);
	const short = characters.length > MOST_CHARACTERS ? `${characters.slice(0, MOST_CHARACTERS).join('')}…` : text;
	return `"${short.replaceAll(/\p{Cc}|\p{Zl}|\p{Zp}/gu, escapeControl)}"`;
}

function escapeControl(character: string): string {
	const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
	return named[character] ?? `\\u${(character.codePointAt(0) as number).toString(16).padStart(4, '0')}`;
}
