import type { ConfigSource } from '../config-source.ts';
import { compareText } from './compare-text.ts';
import { directoryName, joinPath } from './posix-path.ts';

/**
 * Python's `sorted(glob.glob(pattern))`: `*`, `?` and `[…]` within one path segment (`**` is no more than `*`),
 * names with a leading dot only where the pattern has it.
 */
export function globPaths(pattern: string, source: ConfigSource): string[] {
	return expandPattern(pattern, source).sort(compareText);
}

function expandPattern(pattern: string, source: ConfigSource): string[] {
	const directory = directoryName(pattern);
	const name = pattern.slice(pattern.lastIndexOf('/') + 1);
	if (!hasMagic(pattern)) return isThere(directory, name, source) ? [pattern] : [];
	const directories =
		directory !== pattern && hasMagic(directory)
			? expandPattern(directory, source).filter((path) => source.isDirectory(path))
			: [directory];
	return directories.flatMap((path) => namesIn(path, name, source).map((found) => joinPath(path, found)));
}

function namesIn(directory: string, name: string, source: ConfigSource): readonly string[] {
	if (!hasMagic(name)) return isThere(directory, name, source) ? [name] : [];
	const matcher = nameMatcher(name);
	const names = source.listDirectory(directory === '' ? '.' : directory);
	return names.filter((found) => (name.startsWith('.') || !found.startsWith('.')) && matcher(found));
}

function isThere(directory: string, name: string, source: ConfigSource): boolean {
	// A pattern that ends in a slash means directories only.
	return name === '' ? source.isDirectory(directory) : source.exists(joinPath(directory, name));
}

function hasMagic(text: string): boolean {
	return /[*?[]/.test(text);
}

/** fnmatch without a regular expression for `*`, so that no pattern takes exponential time. */
function nameMatcher(pattern: string): (name: string) => boolean {
	const pieces = patternPieces(pattern);
	return (name) => {
		const characters = Array.from(name);
		// The positions in `characters` that the pieces so far can end at.
		let positions = new Set([0]);
		for (const piece of pieces) {
			const next = new Set<number>();
			for (const position of positions) {
				if (piece === '*') {
					for (let end = position; end <= characters.length; end++) next.add(end);
				} else if (position < characters.length && piece(characters[position] as string)) {
					next.add(position + 1);
				}
			}
			positions = next;
		}
		return positions.has(characters.length);
	};
}

type Piece = '*' | ((character: string) => boolean);

function patternPieces(pattern: string): Piece[] {
	const characters = Array.from(pattern);
	const pieces: Piece[] = [];
	for (let i = 0; i < characters.length; i++) {
		const character = characters[i] as string;
		if (character === '*') {
			if (pieces.at(-1) !== '*') pieces.push('*');
		} else if (character === '?') {
			pieces.push(() => true);
		} else {
			const end = character === '[' ? classEnd(characters, i) : -1;
			pieces.push(end === -1 ? (other) => other === character : classMatcher(characters.slice(i + 1, end)));
			if (end !== -1) i = end;
		}
	}
	return pieces;
}

/** Where the `]` of the class that begins at `start` stands; a `]` right after `[` or `[!` belongs to it. */
function classEnd(characters: readonly string[], start: number): number {
	let i = start + 1;
	if (characters[i] === '!') i++;
	if (characters[i] === ']') i++;
	return characters.indexOf(']', i);
}

function classMatcher(members: readonly string[]): (character: string) => boolean {
	const isNegated = members[0] === '!';
	const listed = isNegated ? members.slice(1) : members;
	return (character) => {
		for (let i = 0; i < listed.length; i++) {
			const first = listed[i] as string;
			const isRange = listed[i + 1] === '-' && i + 2 < listed.length;
			const last = isRange ? (listed[i + 2] as string) : first;
			if (compareText(first, character) <= 0 && compareText(character, last) <= 0) return !isNegated;
			if (isRange) i += 2;
		}
		return isNegated;
	};
}
