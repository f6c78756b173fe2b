import type { Goal } from '../measure.ts';
import { type Results, spreadOf } from './results.ts';

export interface Verdict {
	readonly goal: Goal;
	/** 'first3 ≤ 0.05 × supervisord' */
	readonly text: string;
	/** Podvisor's share of the reference's figure; of 1 where there is no reference. Absent where one was not measured. */
	readonly ratio?: number;
	readonly met?: boolean;
}

/** Whether Podvisor's median is within what the goal says of the reference's. */
export function judgeGoal(results: Results, goal: Goal): Verdict {
	const text = goalText(goal);
	const own = spreadOf(results, 'podvisor', goal.figure)?.median;
	const reference = referenceOf(results, goal);
	if (own === undefined || reference === undefined) return { goal, text };
	const plus = goal.plus ?? 0;
	const tooHigh = goal.atMost !== undefined && own > goal.atMost * reference + plus;
	const tooLow = goal.atLeast !== undefined && own < goal.atLeast * reference + plus;
	return { goal, text, ratio: own / reference, met: !tooHigh && !tooLow };
}

/** The median that Podvisor's is compared with. */
function referenceOf(results: Results, { figure, than, thanFigure }: Goal): number | undefined {
	if (than === undefined && thanFigure === undefined) return 1;
	return spreadOf(results, than ?? 'podvisor', thanFigure ?? figure)?.median;
}

function goalText({ figure, than, thanFigure, atMost, atLeast, plus }: Goal): string {
	const bound = atMost ?? atLeast ?? 0;
	const reference = [than, thanFigure].filter((part) => part !== undefined).join(' ');
	const sum = reference === '' ? `${bound}` : `${bound} × ${reference}`;
	return `${figure} ${atMost === undefined ? '≥' : '≤'} ${sum}${plus === undefined ? '' : ` + ${plus}`}`;
}
