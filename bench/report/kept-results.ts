import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from './results.ts';
import { svg } from './svg.ts';

const FOLDER: string = new URL('../results', import.meta.url).pathname;

/** The results in bench/results/, by measure. */
export function keptResults(): Map<string, Results> {
	mkdirSync(FOLDER, { recursive: true });
	const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
	return new Map(
		files.map((file) => {
			const results = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Results;
			return [results.measure, results];
		}),
	);
}

/** Writes bench/results/NAME.json and its plot. */
export function keepResults(results: Results): void {
	mkdirSync(FOLDER, { recursive: true });
	writeFileSync(join(FOLDER, `${results.measure}.json`), `${JSON.stringify(results, undefined, 2)}\n`);
	writeFileSync(join(FOLDER, `${results.measure}.svg`), svg(results));
}
