import { readFileSync, writeFileSync } from 'node:fs';
import { fillMarkers } from './fill-markers.ts';
import { formatValue } from './format-value.ts';
import { judgeGoal } from './judge-goal.ts';
import { keptResults } from './kept-results.ts';
import type { Results } from './results.ts';
import { markdownTable } from './table.ts';

/** Figures come from the kept results into these, wherever they have markers (fill-markers.ts). */
const DOCUMENTS: readonly URL[] = [
	new URL('../../README.md', import.meta.url),
	new URL('../README.md', import.meta.url),
];

/** By name: `MEASURE` is its table, `MEASURE-goals` its goals, `goals` all of them, `machine` where it was measured. */
export function updateDocuments(): void {
	const kept = [...keptResults().values()];
	const texts = new Map(
		kept.flatMap((results) => [
			[results.measure, `\n${markdownTable(results)}\n`],
			[`${results.measure}-goals`, goalTable([results])],
		]),
	);
	texts.set('goals', goalTable(kept));
	const [first] = kept;
	if (first !== undefined) texts.set('machine', machineLine(first));
	for (const file of DOCUMENTS) {
		const before = readFileSync(file, 'utf8');
		const after = fillMarkers(before, texts);
		if (after !== before) writeFileSync(file, after);
	}
}

function goalTable(kept: readonly Results[]): string {
	const rows = kept.flatMap((results) =>
		results.goals
			.map((goal) => judgeGoal(results, goal))
			.map(({ text, ratio, met }) => {
				const is = ratio === undefined ? '–' : formatValue(ratio);
				return `| ${results.title} | ${text} | ${is} | ${met === undefined ? '–' : met ? 'yes' : '**no**'} |\n`;
			}),
	);
	return `\n| measure | goal | is | met |\n| --- | --- | ---: | --- |\n${rows.join('')}\n`;
}

function machineLine({ machine, date }: Results): string {
	const { cores, cpu, kernel, node } = machine;
	return `\n${cores} cores (${cpu}), Linux ${kernel}, Node ${node}; ${date.slice(0, 10)}.\n\n`;
}
