import type { Test } from 'tap';
import type { Both, Pair } from '../pair.ts';
import { type Answer, callRpc, type Step } from './call-rpc.ts';

/** A call that is answered otherwise on purpose. */
export interface OtherAnswer {
	readonly step: Step;
	readonly supervisord: Answer;
	readonly podvisord: Answer;
	readonly because: string;
}

const BAD_TYPES: Answer = { fault: [2, 'INCORRECT_PARAMETERS'] };

/**
 * Makes the same calls to both daemons, one after the other, and compares what they say. Where supervisord fails (500)
 * over arguments of wrong types, ours must say so. What `others` lists must differ as listed: a difference that is gone
 * is to be taken off the list.
 */
export async function compareAnswers(
	t: Test,
	pair: Pair,
	steps: readonly Step[],
	others: readonly OtherAnswer[] = [],
): Promise<void> {
	const answers: Both<readonly Answer[]> = await pair.both((rival) => callRpc(rival, steps));
	const left = new Set(others);
	for (const [index, step] of steps.entries()) {
		const [theirs, ours] = [sorted(answers.supervisord[index], step), sorted(answers.podvisord[index], step)];
		const call = `${step[0]}(${JSON.stringify(step.slice(1)).slice(1, -1)})`;
		const other = others.find((candidate) => JSON.stringify(candidate.step) === JSON.stringify(step));
		if (other !== undefined) {
			left.delete(other);
			t.strictSame(theirs, other.supervisord, `${call}: supervisord`);
			t.strictSame(ours, other.podvisord, `${call}: podvisord, other because ${other.because}`);
		} else if (theirs !== undefined && 'error' in theirs && theirs.error === 'HTTP 500') {
			t.strictSame(ours, BAD_TYPES, `${call}: 500 there, a fault here`);
		} else t.strictSame(ours, theirs, call);
	}
	for (const { step } of left) t.fail(`${JSON.stringify(step)} is listed as different and was not called`);
}

/** Who of a group stopped first is chance; supervisord tells of them in the order in which it noticed. */
function sorted(answer: Answer | undefined, [method]: Step): Answer | undefined {
	if (answer === undefined || !method.startsWith('stop') || !('result' in answer)) return answer;
	const { result } = answer;
	if (!Array.isArray(result)) return answer;
	return { result: result.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
}
