import { stripAnsi } from './strip-ansi.ts';

/** Longer texts of programs are cut. */
const MOST_CHARACTERS = 200;

const UNPRINTABLE = /[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]+/gu;

/** What a program said, fit to be shown in one line: nothing that a terminal obeys, and not without end. */
export function oneLine(text: string, mostCharacters: number = MOST_CHARACTERS): string {
	// Each character may be replaced and joined with others, but none becomes more than it was.
	const printable = stripAnsi(text.slice(0, 4 * mostCharacters))
		.replace(UNPRINTABLE, ' ')
		.trim();
	const characters = [...printable];
	return characters.length <= mostCharacters ? printable : `${characters.slice(0, mostCharacters - 1).join('')}…`;
}
