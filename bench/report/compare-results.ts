import { judgeGoal } from './judge-goal.ts';
import type { Results } from './results.ts';

export interface Change {
	readonly text: string;
	readonly before: number;
	readonly now: number;
	readonly worse: boolean;
}

/** What the noise of a machine makes of a ratio of two medians. */
const TOLERANCE = 1.25;

/** How the ratios of the goals changed: ratios to a peer measured at the same time, so that machines may differ. */
export function compareResults(before: Results, now: Results): Change[] {
	return now.goals.flatMap((goal) => {
		const [old, fresh] = [judgeGoal(before, goal), judgeGoal(now, goal)];
		if (old.ratio === undefined || fresh.ratio === undefined) return [];
		const [low, high] = goal.atMost === undefined ? [fresh.ratio, old.ratio] : [old.ratio, fresh.ratio];
		return [{ text: fresh.text, before: old.ratio, now: fresh.ratio, worse: high > low * TOLERANCE && !isZero(high) }];
	});
}

/** A count of nothing may become one of almost nothing. */
function isZero(ratio: number): boolean {
	return Math.abs(ratio) < 1e-9;
}
