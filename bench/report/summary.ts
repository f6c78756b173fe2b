/** The few figures that say what a user gets, over all measures: for the project's README. */
import { drawPanels } from './draw-panels.ts';
import { formatValue } from './format-value.ts';
import { type Results, spreadOf } from './results.ts';
import { panelOf } from './svg.ts';

const PEERS = ['podvisor', 'supervisord', 'old-stack', 'pm2', 's6', 'runit', 'bare-node'] as const;

const ROWS: readonly { readonly measure: string; readonly figure: string; readonly title: string }[] = [
	{ measure: 'cold-start', figure: 'first3', title: 'start to the first of 3 programs' },
	{ measure: 'cold-start', figure: 'all100', title: 'start to all of 100 programs' },
	{ measure: 'respawn', figure: 'respawn', title: 'crash to next start' },
	{ measure: 'shutdown', figure: 'end100', title: 'shutdown of 100 programs' },
	{ measure: 'control', figure: 'status100', title: 'status of 100 programs' },
	{ measure: 'idle-memory', figure: 'servers', title: 'private memory, with 2 Node services' },
];

/** Medians, in Markdown; a row whose measure has no results is left out. */
export function summaryTable(kept: ReadonlyMap<string, Results>): string {
	const rows = found(kept);
	const titles = new Map(rows.flatMap(({ results }) => Object.entries(results.titles)));
	const peers = PEERS.filter((peer) => titles.has(peer));
	const lines = rows.map(({ results, figure, title }) => [
		`${title}, ${figure.unit}`,
		...peers.map((peer) => {
			const text = formatValue(spreadOf(results, peer, figure.name)?.median ?? Number.NaN);
			return peer === 'podvisor' ? `**${text}**` : text;
		}),
	]);
	const head = ['', ...peers.map((peer) => titles.get(peer)?.replace(/^floor: /, '') ?? peer)];
	return [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...lines]
		.map((line) => `| ${line.join(' | ')} |\n`)
		.join('');
}

/** The same as a plot. */
export function summaryPlot(kept: ReadonlyMap<string, Results>): string {
	const panels = found(kept).map(({ results, figure, title }) => {
		const samples = PEERS.flatMap((peer) => {
			const taken = results.samples[peer];
			return taken === undefined ? [] : [[peer, taken] as const];
		});
		return panelOf({ ...results, samples: Object.fromEntries(samples), goals: [] }, { ...figure, title });
	});
	return drawPanels('Podvisor beside what does the same', 'medians; lines from the least to the most', panels);
}

function found(kept: ReadonlyMap<string, Results>) {
	return ROWS.flatMap(({ measure, figure: name, title }) => {
		const results = kept.get(measure);
		const figure = results?.figures.find((candidate) => candidate.name === name);
		return results === undefined || figure === undefined ? [] : [{ results, figure, title }];
	});
}
