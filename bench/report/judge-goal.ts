import type { Goal } from '../measure.ts';
import { type Results, spreadOf } from './results.ts';

export interface Verdict {
	readonly goal: Goal;
	/** 'first of 3 programs ≤ 0.05 × supervisord' */
	readonly text: string;
	/** Podvisor's share of the reference's figure; of 1 where there is no reference. Absent where one was not measured. */
	readonly ratio?: number;
	readonly met?: boolean;
}

/** Whether Podvisor's median is within what the goal says of the reference's. */
export function judgeGoal(results: Results, goal: Goal): Verdict {
	const text = goalText(results, goal);
	const own = spreadOf(results, 'podvisor', goal.figure)?.median;
	const reference = referenceOf(results, goal);
	const bound = goalBound(results, goal);
	if (own === undefined || reference === undefined || bound === undefined) return { goal, text };
	return { goal, text, ratio: own / reference, met: goal.atMost === undefined ? own >= bound : own <= bound };
}

/** What Podvisor's figure is to stay below, or to reach, in its unit. Undefined where the reference was not measured. */
export function goalBound(results: Results, goal: Goal): number | undefined {
	const reference = referenceOf(results, goal);
	return reference === undefined ? undefined : factorOf(goal) * reference + (goal.plus ?? 0);
}

/** The median that Podvisor's is compared with. */
function referenceOf(results: Results, { figure, than, thanFigure }: Goal): number | undefined {
	if (than === undefined && thanFigure === undefined) return 1;
	return spreadOf(results, than ?? 'podvisor', thanFigure ?? figure)?.median;
}

function factorOf({ atMost, atLeast }: Goal): number {
	return atMost ?? atLeast ?? 0;
}

function goalText(results: Results, goal: Goal): string {
	const { figure, than, thanFigure, atMost, plus } = goal;
	const own = results.figures.find(({ name }) => name === figure);
	const unit = own?.unit ? ` ${own.unit}` : '';
	const comparison = `${own?.title ?? figure} ${atMost === undefined ? '≥' : '≤'} ${factorOf(goal)}`;
	if (than === undefined && thanFigure === undefined) return `${comparison}${unit}`;
	const peer =
		than === undefined || than === 'podvisor' ? undefined : (results.titles[than] ?? than).replace(/^floor: /, '');
	const other = results.figures.find(({ name }) => name === thanFigure)?.title ?? thanFigure;
	const reference = peer === undefined ? other : other === undefined ? peer : `${peer}'s ${other}`;
	return `${comparison} × ${reference}${plus === undefined ? '' : ` + ${plus}${unit}`}`;
}
