/** Longer texts of programs are cut. */
const MOST_CHARACTERS = 200;

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]+/gu;

/** What a program said, fit to be shown in one line: nothing that a terminal obeys, and not without end. */
export function oneLine(text: string): string {
	// Each character may be replaced and joined with others, but none becomes more than it was.
	const printable = text
		.slice(0, 4 * MOST_CHARACTERS)
		.replace(UNPRINTABLE, ' ')
		.trim();
	const characters = [...printable];
	return characters.length <= MOST_CHARACTERS ? printable : `${characters.slice(0, MOST_CHARACTERS - 1).join('')}…`;
}
