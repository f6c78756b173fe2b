/** What docker/compose/config.alloy does with a line, in so far as it is ours: which files it reads, which labels it gives. */
import { readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { ROOT } from './read-compose.ts';

export type Labels = Readonly<Record<string, string>>;

export interface AlloyConfig {
	readonly text: string;
	/** The labels of a line of the file `path`; none where that file is not read. */
	labels(path: string, line: string): Labels | undefined;
}

export function readAlloyConfig(): AlloyConfig {
	const text = readFileSync(join(ROOT, 'docker/compose/config.alloy'), 'utf8').replace(/^\s*\/\/.*$/gm, '');
	const targets = [...list(text, 'path_targets').matchAll(/\{(.+)\}/g)].map(([, pairs = '']) => map(pairs));
	const nameOfFile = new RegExp(`^(?:${string(text, 'regex')})$`);
	const fields = map(/expressions = \{(.+)\}/.exec(text)?.[1] ?? '');
	const knownLevel = new RegExp(string(text, 'expression').replace('(?P<', '(?<'));
	return {
		text,
		labels(path, line) {
			const target = targets.find(
				({ __path__, __path_exclude__ = '' }) =>
					matchesGlob(path, __path__ ?? '') && !matchesGlob(path, __path_exclude__),
			);
			if (target === undefined) return undefined;
			const labels: Record<string, string> = {};
			for (const [name, value] of Object.entries(target)) if (!name.startsWith('__')) labels[name] = value;
			const found = nameOfFile.exec(`${labels['program'] ?? ''};${path}`);
			if (found?.[1] !== undefined) labels['program'] = found[1];
			const said = field(line, fields['said_level'] ?? '');
			const level = typeof said === 'string' ? knownLevel.exec(said)?.groups?.['level'] : undefined;
			return level === undefined ? labels : { ...labels, level };
		},
	};
}

function field(line: string, name: string): unknown {
	try {
		const value = JSON.parse(line) as unknown;
		return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
	} catch {
		// No JSON: stage.json passes it on as it is.
		return undefined;
	}
}

function list(text: string, name: string): string {
	return new RegExp(`${name} = \\[([^\\]]+)\\]`).exec(text)?.[1] ?? '';
}

function map(pairs: string): Labels {
	return Object.fromEntries(
		[...pairs.matchAll(/"(\w+)" = "([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
	);
}

/** The value of an attribute that stands once. */
function string(text: string, name: string): string {
	const found = [...text.matchAll(new RegExp(`^\\s*${name}\\s*= ("(?:[^"\\\\]|\\\\.)*")`, 'gm'))];
	if (found.length !== 1) throw new Error(`${name} stands ${found.length} times in config.alloy`);
	return JSON.parse(found[0]?.[1] ?? '""') as string;
}
