import type { Goal } from '../measure.ts';
import { judgeGoal } from './judge-goal.ts';
import { type Results, spreadOf } from './results.ts';
import type { Spread } from './spread.ts';

export interface Change {
	readonly text: string;
	readonly before: number;
	readonly now: number;
	/** How many times as good as before; below 1 it is worse. */
	readonly factor: number;
	readonly verdict: 'better' | 'same' | 'worse';
}

/** Less than that is what another build of the same code does to a ratio of two medians. */
const TOLERANCE = 1.25;

/**
 * How the ratios of the goals changed: ratios to a peer measured at the same time, so that machines may differ. A change
 * is one where it is larger than the tolerance, and larger than the spread: what the middle halves of the samples make of
 * the ratio, before and now, must not overlap.
 */
export function compareResults(before: Results, now: Results): Change[] {
	return now.goals.flatMap((goal) => {
		const [old, fresh] = [rangeOf(before, goal), rangeOf(now, goal)];
		if (old === undefined || fresh === undefined) return [];
		const { text, met } = judgeGoal(now, goal);
		const higherIsWorse = goal.atMost !== undefined;
		const factor = higherIsWorse ? quotient(old.ratio, fresh.ratio) : quotient(fresh.ratio, old.ratio);
		const isApart = fresh.low > old.high || fresh.high < old.low;
		// What was nothing and is almost nothing is within its goal, and no change.
		const isLarge = old.ratio === 0 ? met === false : factor > TOLERANCE || factor < 1 / TOLERANCE;
		const verdict = !isApart || !isLarge ? 'same' : factor > 1 ? 'better' : 'worse';
		return [{ text, before: old.ratio, now: fresh.ratio, factor, verdict }];
	});
}

interface Range {
	readonly ratio: number;
	readonly low: number;
	readonly high: number;
}

/** The ratio of the medians, and how far the middle halves of the samples spread it. */
function rangeOf(results: Results, goal: Goal): Range | undefined {
	const own = spreadOf(results, 'podvisor', goal.figure);
	const reference = referenceOf(results, goal);
	if (own === undefined || reference === undefined) return undefined;
	return {
		ratio: own.median / reference.median,
		low: own.lowerQuartile / reference.upperQuartile,
		high: own.upperQuartile / reference.lowerQuartile,
	};
}

function referenceOf(results: Results, { figure, than, thanFigure }: Goal): Spread | undefined {
	if (than !== undefined || thanFigure !== undefined)
		return spreadOf(results, than ?? 'podvisor', thanFigure ?? figure);
	return { median: 1, min: 1, max: 1, lowerQuartile: 1, upperQuartile: 1 };
}

function quotient(a: number, b: number): number {
	return a === b ? 1 : a / b;
}
