import { parse } from 'ini';
import type { Place } from '../config.ts';
import type { IniDocument } from './ini-document.ts';
import { type BadLine, type LogicalLine, logicalLines } from './logical-lines.ts';

/** What ConfigParser calls the section that all others fall back on. */
const DEFAULTS = 'DEFAULT';

/** Podvisor's own names of supervisord's sections. */
const ALIASES: ReadonlyMap<string, string> = new Map([
	['podvisord', 'supervisord'],
	['podctl', 'supervisorctl'],
]);

/**
 * Adds what a file says to a document, as ConfigParser does when it reads one file after the other.
 * The dialect is dealt with by {@link logicalLines}; what comes of it is written in the plainest INI there is
 * (names percent-encoded, values as JSON) and read by `ini`, which merges sections and keys.
 * Lines that ConfigParser refuses come back; the rest of the file is read all the same.
 */
export function mergeIni(document: IniDocument, file: string, content: string): readonly BadLine[] {
	const { lines, bad } = logicalLines(file, content);
	noteRepetitions(document, lines);
	const places: { readonly place: Place; readonly comment: string }[] = [];
	const canonical: string[] = [];
	for (const line of lines) {
		if (line.type === 'heading') {
			const name = ALIASES.get(line.name) ?? line.name;
			canonical.push(`[${encodeName(name)}]`);
			if (name === DEFAULTS || document.sections.has(name)) continue;
			document.sections.set(name, new Map());
			document.headings.set(name, line.place);
			if (name !== line.name) document.titles.set(name, line.name);
		} else {
			canonical.push(`${encodeName(line.key)}=${encodeValue(`${places.length}:${line.text}`)}`);
			places.push(line);
		}
	}
	for (const [encoded, values] of Object.entries<Record<string, string>>(parse(canonical.join('\n')))) {
		const name = decodeName(encoded);
		const section = name === DEFAULTS ? document.defaults : document.sections.get(name);
		for (const [key, value] of Object.entries(values)) {
			const colon = value.indexOf(':');
			const { place, comment } = places[Number(value.slice(0, colon))] as (typeof places)[number];
			section?.set(decodeName(key), { text: value.slice(colon + 1), place, comment });
		}
	}
	return bad;
}

/** ConfigParser says nothing where a key comes twice, and `ini` keeps the last; `--check` tells. */
function noteRepetitions(document: IniDocument, lines: readonly LogicalLine[]): void {
	const values = new Map<string, LogicalLine & { type: 'value' }>();
	let section = '';
	for (const line of lines) {
		if (line.type === 'heading') {
			section = ALIASES.get(line.name) ?? line.name;
			continue;
		}
		const { key, place: again } = line;
		const address = JSON.stringify([section, key]);
		const before = values.get(address);
		if (before !== undefined && before.text !== line.text) {
			document.repeated.push({ section, key, place: before.place, again });
		}
		values.set(address, line);
	}
}

/** A leading letter keeps names like `12` in their order (an object's integer keys come first) and `__proto__` harmless. */
function encodeName(name: string): string {
	return `n${name.replaceAll(/[^A-Za-z0-9]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}`;
}

/** JSON in ASCII: `ini` takes U+2028 for the end of a line. */
function encodeValue(text: string): string {
	return JSON.stringify(text).replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function decodeName(encoded: string): string {
	return encoded.slice(1).replaceAll(/%(....)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
