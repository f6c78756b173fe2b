const SPACES = ' \t\r\n';
const WORD_CHARACTER = /^[A-Za-z0-9_/.+\-():]$/;

/**
 * The tokens of Python's `shlex.shlex(text)` in its old, non-POSIX mode with `/.+-():` as further word characters,
 * which is how supervisord reads `environment=`: quotes stay in the token, `#` comments the rest of the line out,
 * and every other character (a letter beyond ASCII, too) is a token of its own.
 * `undefined` where a quotation is not closed.
 */
export function shlexTokens(text: string): string[] | undefined {
	const tokens: string[] = [];
	const characters = Array.from(text);
	let word = '';
	const finishWord = (): void => {
		if (word !== '') tokens.push(word);
		word = '';
	};
	for (let i = 0; i < characters.length; i++) {
		const character = characters[i] as string;
		if (SPACES.includes(character)) {
			finishWord();
		} else if (character === '#') {
			// The comment does not end the word: shlex goes on with it on the next line.
			while (i + 1 < characters.length && characters[i] !== '\n') i++;
		} else if (WORD_CHARACTER.test(character)) {
			word += character;
		} else if (character === '"' || character === "'") {
			// In the middle of a word a quote is an ordinary character.
			if (word !== '') {
				word += character;
				continue;
			}
			const end = characters.indexOf(character, i + 1);
			if (end === -1) return undefined;
			tokens.push(characters.slice(i, end + 1).join(''));
			i = end;
		} else {
			finishWord();
			tokens.push(character);
		}
	}
	finishWord();
	return tokens;
}
