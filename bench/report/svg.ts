import type { Figure } from '../measure.ts';
import { type Bar, drawPanels, type Panel } from './draw-panels.ts';
import { goalBound } from './judge-goal.ts';
import { type Results, spreadOf } from './results.ts';

/** The plot of a measure: a panel a figure, a bar a peer. */
export function svg(results: Results): string {
	const panels = results.figures.map((figure) => panelOf(results, figure)).filter(({ bars }) => bars.length > 0);
	return drawPanels(results.title, `medians; lines from the least to the most; ${results.date.slice(0, 10)}`, panels);
}

/** One figure of all peers that have it; its goal is the strictest one that bounds it. */
export function panelOf(results: Results, figure: Figure): Panel {
	const bars = Object.keys(results.samples).flatMap((peer): Bar[] => {
		const found = spreadOf(results, peer, figure.name);
		if (found === undefined) return [];
		return [{ ...found, label: (results.titles[peer] ?? peer).replace(/^floor: /, ''), kind: kindOf(peer) }];
	});
	const better = figure.better ?? 'lower';
	const bounds = results.goals
		.filter((goal) => goal.figure === figure.name)
		.map((goal) => goalBound(results, goal))
		.filter((bound) => bound !== undefined);
	const goal = better === 'lower' ? Math.min(...bounds) : Math.max(...bounds);
	return { title: figure.title, unit: figure.unit, better, bars, ...(bounds.length === 0 ? {} : { goal }) };
}

function kindOf(peer: string): Bar['kind'] {
	if (peer === 'podvisor') return 'own';
	return ['bare-node', 'c-floor', 'cat'].includes(peer) ? 'floor' : 'peer';
}
