/** C0, DEL, C1, other ends of a line, and what turns the order of writing around. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** What a terminal would obey or what turns the order of writing around, as `\x1b` or `\u202e`; all else as it is. */
export function showControls(text: string): string {
	return text.replaceAll(CONTROLS, (character) => {
		const code = character.charCodeAt(0);
		return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
	});
}

/** The same of a line of output, whose tabs stay. */
export function showControlsButTabs(line: string): string {
	return line.split('\t').map(showControls).join('\t');
}
