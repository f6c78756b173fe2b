/**
 * What the answers of a process' probes amount to, in Kubernetes' words:
 * - startup: nothing else is asked before it succeeded once; where it cannot, the process is restarted;
 * - readiness: ready at the first success, unready after `retries` failures in a row; it never restarts anything;
 * - liveness: `retries` failures in a row restart the process.
 *
 * Pure: time comes with the answers, in monotonic milliseconds.
 */
import type { HealthTiming, ProbeKind } from '../config/config.ts';
import type { ProbeAnswer } from './probe-asker.ts';

/** What is known of one process since its spawn. */
export interface Judgement {
	readonly hasStarted: boolean;
	readonly isReady: boolean;
	/** Its liveness succeeded, and has not failed since. */
	readonly isHealthy: boolean;
	/** Failures in a row that count. */
	readonly failures: Readonly<Record<ProbeKind, number>>;
	/** Before the first success only one failure an interval counts, and none before this. */
	readonly countsFrom: Readonly<Record<ProbeKind, number>>;
	/** It is being restarted: nothing more is judged. */
	readonly isOver: boolean;
}

export type HealthFinding =
	| { readonly type: 'ready' }
	| { readonly type: 'unready'; readonly reason: string }
	| { readonly type: 'healthy' }
	| { readonly type: 'unhealthy'; readonly cause: 'startup' | 'liveness'; readonly reason: string };

export interface HealthRules {
	readonly timing: HealthTiming;
	readonly kinds: ReadonlySet<ProbeKind>;
}

/** Of a process that was just spawned. */
export function newJudgement(at: number, { timing, kinds }: HealthRules): Judgement {
	const first = at + Math.max(timing.intervalMs, timing.startPeriodMs);
	return {
		hasStarted: !kinds.has('startup'),
		isReady: false,
		isHealthy: false,
		failures: { startup: 0, readiness: 0, liveness: 0 },
		countsFrom: { startup: first, readiness: first, liveness: kinds.has('startup') ? at : first },
		isOver: false,
	};
}

/** Is an answer of this kind wanted now? */
export function isAsked({ hasStarted, isOver }: Judgement, kind: ProbeKind): boolean {
	if (isOver) return false;
	return kind === 'startup' ? !hasStarted : hasStarted;
}

/** An answer to a probe that is asked for `kind`. */
export function judgeHealth(
	judgement: Judgement,
	{ kind, answer, at }: { readonly kind: ProbeKind; readonly answer: ProbeAnswer; readonly at: number },
	rules: HealthRules,
): { readonly judgement: Judgement; readonly finding: HealthFinding | undefined } {
	if (!isAsked(judgement, kind)) return { judgement, finding: undefined };
	return answer.isOk ? succeed(judgement, kind, rules) : fail(judgement, { kind, answer, at }, rules);
}

interface Judged {
	readonly judgement: Judgement;
	readonly finding: HealthFinding | undefined;
}

function succeed(before: Judgement, kind: ProbeKind, { kinds }: HealthRules): Judged {
	const failures = { ...before.failures, [kind]: 0 };
	// Docker: once it has succeeded the start is over, and every failure counts.
	const countsFrom = { ...before.countsFrom, [kind]: Number.NEGATIVE_INFINITY };
	const judgement = { ...before, failures, countsFrom };
	switch (kind) {
		case 'startup': {
			const isReady = !kinds.has('readiness');
			return {
				judgement: { ...judgement, hasStarted: true, isReady },
				finding: isReady ? { type: 'ready' } : undefined,
			};
		}
		case 'readiness':
			return { judgement: { ...judgement, isReady: true }, finding: before.isReady ? undefined : { type: 'ready' } };
		case 'liveness':
			return {
				judgement: { ...judgement, isHealthy: true },
				finding: before.isHealthy ? undefined : { type: 'healthy' },
			};
	}
}

function fail(
	before: Judgement,
	{ kind, answer, at }: { readonly kind: ProbeKind; readonly answer: ProbeAnswer; readonly at: number },
	{ timing }: HealthRules,
): Judged {
	const countsFrom = before.countsFrom[kind];
	// What says in the middle of its start that it is stopping will be gone soon, and needs nobody for it.
	const isDefinite = answer.isDefinite === true && kind !== 'startup';
	if (!isDefinite && at < countsFrom) return { judgement: before, finding: undefined };
	const count = isDefinite ? Math.max(timing.retries, 1) : before.failures[kind] + 1;
	const judgement: Judgement = {
		...before,
		failures: { ...before.failures, [kind]: count },
		countsFrom: {
			...before.countsFrom,
			[kind]: countsFrom === Number.NEGATIVE_INFINITY ? countsFrom : at + timing.intervalMs,
		},
		isHealthy: before.isHealthy && kind !== 'liveness',
	};
	if (count < timing.retries) return { judgement, finding: undefined };
	const reason = answer.message;
	if (kind === 'readiness') {
		const finding = before.isReady ? ({ type: 'unready', reason } as const) : undefined;
		return { judgement: { ...judgement, isReady: false }, finding };
	}
	return { judgement: { ...judgement, isOver: true }, finding: { type: 'unhealthy', cause: kind, reason } };
}
