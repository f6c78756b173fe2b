import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { findCycles } from '../../src/config/build/find-cycles.ts';

const ROOT: string = new URL('../../src', import.meta.url).pathname;

/** A template may have a default that is a template: the two files are one recursion. */
const HONEST: readonly (readonly string[])[] = [
	['config/expand/expand-default.ts', 'config/expand/format-template.ts'],
];

t.test('files do not import each other in a circle, not even for types', async (t) => {
	const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
	t.ok(files.length > 50);
	const imports = files.map((file): [string, string[]] => {
		const source = readFileSync(join(ROOT, file), 'utf8');
		const from = [...source.matchAll(/^(?:import\b.*|\} )from '(\.[^']+)';$/gm)].map(([, path = '']) => path);
		return [file, from.map((path) => join(dirname(file), path))];
	});
	const circles = findCycles(new Map(imports)).map((circle) => [...new Set(circle)].sort());
	t.strictSame(circles, HONEST);
});
