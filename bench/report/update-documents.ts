import { readFileSync, writeFileSync } from 'node:fs';
import { fillMarkers } from './fill-markers.ts';
import { goalTable } from './goal-table.ts';
import { type KeptRuns, keptResults } from './kept-results.ts';
import type { Results } from './results.ts';
import { summaryPlot, summaryTable } from './summary.ts';
import { markdownTable } from './table.ts';

/** Figures come from the kept results into these, wherever they have markers (fill-markers.ts). */
const DOCUMENTS: readonly URL[] = [
	new URL('../../README.md', import.meta.url),
	new URL('../README.md', import.meta.url),
];
const SUMMARY: URL = new URL('../results/summary.svg', import.meta.url);

/** By name: `MEASURE` is its table and plot, `goals` all goals, `machine` where it was measured, `summary` README's. */
export function updateDocuments(): void {
	const runs = keptResults();
	const newest = new Map([...runs].map(([name, kept]) => [name, kept.newest]));
	const texts = documentTexts([...runs.values()]);
	texts.set('summary', `\n${summaryTable(newest)}\n`);
	writeFileSync(SUMMARY, summaryPlot(newest));
	for (const file of DOCUMENTS) {
		const before = readFileSync(file, 'utf8');
		const after = fillMarkers(before, texts);
		if (after !== before) writeFileSync(file, after);
	}
}

function documentTexts(runs: readonly KeptRuns[]): Map<string, string> {
	const texts = new Map(
		runs.map(({ newest }) => {
			const { measure, title } = newest;
			return [
				measure,
				`\n${markdownTable(newest)}\n<details><summary>As a plot</summary>\n\n![${title}](results/${measure}.svg)\n\n</details>\n\n`,
			];
		}),
	);
	texts.set('goals', `\n${goalTable(runs)}\n`);
	texts.set('machine', `\n${machineLines(runs)}\n`);
	return texts;
}

/** What the runs were made on, the older one first. */
function machineLines(runs: readonly KeptRuns[]): string {
	const before = machineOf(runs.flatMap((kept) => kept.before ?? []));
	const newest = machineOf(runs.map((kept) => kept.newest));
	return `${before === undefined ? '' : `- First run: ${before}\n`}- Second run: ${newest}\n`;
}

function machineOf(results: readonly Results[]): string | undefined {
	const sorted = results.toSorted((a, b) => a.date.localeCompare(b.date));
	const [first, last] = [sorted[0], sorted.at(-1)];
	if (first === undefined || last === undefined) return undefined;
	const { cores, cpu, kernel, node, commit } = first.machine;
	const time = `${first.date.slice(0, 16).replace('T', ' ')} to ${last.date.slice(0, 16).replace('T', ' ')} UTC`;
	return `${cores} cores (${cpu}), Linux ${kernel}, Node ${node}, commit ${commit}; measured from ${time}.`;
}
