import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from './results.ts';
import { svg } from './svg.ts';

const FOLDER: string = new URL('../results', import.meta.url).pathname;

/** Of one measure: the newest results, and those of the run before where there was one. */
export interface KeptRuns {
	readonly newest: Results;
	readonly before?: Results;
}

/** The results in bench/results/ and bench/results/before/, by measure. */
export function keptResults(folder: string = FOLDER): Map<string, KeptRuns> {
	mkdirSync(folder, { recursive: true });
	const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
	return new Map(
		files.map((file) => {
			const newest = read(join(folder, file));
			const older = join(folder, 'before', file);
			return [newest.measure, existsSync(older) ? { newest, before: read(older) } : { newest }];
		}),
	);
}

/** Keeps them as the newest ones of their measure, with a plot; what was the newest becomes that before. */
export function keepResults(results: Results, folder: string = FOLDER): void {
	const before = join(folder, 'before');
	mkdirSync(before, { recursive: true });
	const file = `${results.measure}.json`;
	if (existsSync(join(folder, file))) renameSync(join(folder, file), join(before, file));
	writeFileSync(join(folder, file), `${JSON.stringify(results, undefined, 2)}\n`);
	drawResults(results, folder);
}

/** The plot beside the kept results. */
export function drawResults(results: Results, folder: string = FOLDER): void {
	writeFileSync(join(folder, `${results.measure}.svg`), svg(results));
}

function read(path: string): Results {
	return JSON.parse(readFileSync(path, 'utf8')) as Results;
}
