import { lstatSync, readdirSync, statSync } from 'node:fs';

/**
 * The paths that `pattern` matches, as Python's `glob.glob` finds them for supervisord's `[include]`: `*`, `?` and
 * `[...]` within one name, a leading dot only where the pattern has one, no braces, and `**` is no more than `*`.
 * (Node's own glob knows braces and `+(…)`, and would read names differently.) Sorted by code unit.
 */
export function glob(pattern: string): string[] {
	if (!isMagic(pattern)) return isThere(pattern) ? [pattern] : [];
	const slash = pattern.lastIndexOf('/');
	const name = pattern.slice(slash + 1);
	// The slashes before the name belong to neither, except at the root.
	const folderPattern = slash < 0 ? '' : pattern.slice(0, slash).replace(/\/+$/, '') || '/';
	const folders = isMagic(folderPattern) ? glob(folderPattern) : [folderPattern];
	const paths = folders.flatMap((folder) => namesIn(folder, name).map((found) => join(folder, found)));
	return paths.sort();
}

function namesIn(folder: string, pattern: string): string[] {
	if (!isMagic(pattern)) return isThere(join(folder, pattern)) ? [pattern] : [];
	const matches = toRegExp(pattern);
	return namesOf(folder).filter((name) => (pattern.startsWith('.') || !name.startsWith('.')) && matches.test(name));
}

function namesOf(folder: string): string[] {
	try {
		return readdirSync(folder === '' ? '.' : folder);
	} catch {
		// ENOENT, ENOTDIR, EACCES: nothing matches there.
		return [];
	}
}

function isThere(path: string): boolean {
	// A name with a final slash must be a folder, links followed; any other may be a dangling link.
	try {
		if (path.endsWith('/')) return statSync(path).isDirectory();
		lstatSync(path);
		return true;
	} catch {
		// ENOENT, ENOTDIR, EACCES: no such name to us.
		return false;
	}
}

function join(folder: string, name: string): string {
	return folder === '' || folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

function isMagic(pattern: string): boolean {
	return /[*?[]/.test(pattern);
}

/** Python's `fnmatch.translate`, for one name. */
function toRegExp(pattern: string): RegExp {
	let source = '';
	for (let i = 0; i < pattern.length; i++) {
		const character = pattern.charAt(i);
		if (character === '*') source += '.*';
		else if (character === '?') source += '.';
		else if (character !== '[') source += literal(character);
		else {
			// A `]` that comes first (after `!`) is an ordinary character of the set; without an end, so is the `[`.
			const first = pattern.charAt(i + 1) === '!' ? i + 2 : i + 1;
			const end = pattern.indexOf(']', pattern.charAt(first) === ']' ? first + 1 : first);
			if (end < 0) source += '\\[';
			else {
				source += characterSet(pattern.slice(first, end), first === i + 2);
				i = end;
			}
		}
	}
	return new RegExp(`^${source}$`, 'su');
}

function characterSet(content: string, isNegated: boolean): string {
	const ranges: string[] = [];
	const characters = [...content];
	for (let i = 0; i < characters.length; i++) {
		const from = characters[i] as string;
		const to = characters[i + 1] === '-' ? characters[i + 2] : undefined;
		if (to === undefined) {
			ranges.push(member(from));
			continue;
		}
		// A range that runs backwards matches nothing, as in Python.
		if (from <= to) ranges.push(`${member(from)}-${member(to)}`);
		i += 2;
	}
	if (ranges.length === 0) return isNegated ? '.' : '(?!)';
	return `[${isNegated ? '^' : ''}${ranges.join('')}]`;
}

function literal(character: string): string {
	return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

function member(character: string): string {
	return /[\\^[\]-]/.test(character) ? `\\${character}` : character;
}
