import { formatValue } from './format-value.ts';
import { judgeGoal } from './judge-goal.ts';
import type { Results } from './results.ts';

/** How many goals of a run are met, and a line for each that is not, for the end of the run. */
export function missedGoals(done: readonly Results[]): string {
	const judged = done.flatMap((results) =>
		results.goals.map((goal) => ({ title: results.title, ...judgeGoal(results, goal) })),
	);
	const missed = judged.filter(({ met }) => met === false);
	const unknown = judged.filter(({ met }) => met === undefined);
	const lines = [
		...missed.map(({ title, text, ratio }) => `  NOT ${title}: ${text}: is ${formatValue(ratio ?? Number.NaN)}\n`),
		...unknown.map(({ title, text }) => `  ?   ${title}: ${text}: not measured\n`),
	];
	return `${judged.length - missed.length - unknown.length} of ${judged.length} goals are met\n${lines.join('')}`;
}
