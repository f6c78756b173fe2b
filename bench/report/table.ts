import type { Figure } from '../measure.ts';
import { formatValue } from './format-value.ts';
import { judgeGoal } from './judge-goal.ts';
import { type Results, spreadOf } from './results.ts';

/** A line a figure, a column a peer: medians, and min–max behind them; then the goals, and why a peer is missing. */
export function table(results: Results): string {
	return `${results.title}\n${align(cells(results))}${goalLines(results)}${failureLines(results)}`;
}

/** The figures alone, in Markdown. */
export function markdownTable(results: Results): string {
	const [head = [], ...rows] = cells(results);
	const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
	return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

function cells(results: Results): string[][] {
	const peers = Object.keys(results.samples).filter((peer) => (results.samples[peer] ?? []).length > 0);
	return [
		['', ...peers.map((peer) => results.titles[peer] ?? peer)],
		...results.figures.map((figure) => [rowTitle(figure), ...peers.map((peer) => cell(results, peer, figure.name))]),
	];
}

function rowTitle({ title, unit }: Figure): string {
	return unit === '' ? title : `${title}, ${unit}`;
}

function cell(results: Results, peer: string, figure: string): string {
	const found = spreadOf(results, peer, figure);
	if (found === undefined) return '–';
	const { median, min, max } = found;
	return min === max ? formatValue(median) : `${formatValue(median)} (${formatValue(min)}–${formatValue(max)})`;
}

function align(rows: readonly (readonly string[])[]): string {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const line = (row: readonly string[]) =>
		row.map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)));
	return rows.map((row) => `  ${line(row).join('  ').trimEnd()}\n`).join('');
}

function goalLines(results: Results): string {
	return results.goals
		.map((goal) => judgeGoal(results, goal))
		.map(({ text, ratio, met }) => {
			const is = ratio === undefined ? 'not measured' : `is ${formatValue(ratio)}`;
			return `  ${met === undefined ? '?  ' : met ? 'met' : 'NOT'} ${text}: ${is}\n`;
		})
		.join('');
}

function failureLines({ failures }: Results): string {
	return Object.entries(failures)
		.map(([peer, why]) => `  ${peer}: ${why}\n`)
		.join('');
}
