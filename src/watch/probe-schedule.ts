import type { HealthTiming } from '../config/config.ts';

/** When one probe is asked. Plain data; time comes with each call, in monotonic milliseconds. */
export interface ProbeSchedule {
	/** When it is asked next; `undefined` while it is being asked, and where it need not be asked again by itself. */
	readonly nextAt: number | undefined;
	readonly questions: number;
	readonly hasSucceeded: boolean;
}

export interface ScheduleRules {
	readonly intervalMs: HealthTiming['intervalMs'];
	/** Until the first success somebody waits for it: it is asked soon, then ever more seldom. */
	readonly quick: Quickness | undefined;
	/** It is not asked again by itself once it has succeeded: it says so when there is news. */
	readonly tellsByItself: boolean;
	/** 0 to 1, another one for each probe: those that began together shall not all be asked in one turn. */
	readonly spread: number;
}

/** As Docker's start interval, from `firstMs` up to `slowestMs`. */
export interface Quickness {
	readonly firstMs: number;
	readonly growth: number;
	readonly slowestMs: number;
}

/** What costs the program nothing is looked at sooner. */
export const QUICK_LOOKS: Quickness = { firstMs: 20, growth: 1.2, slowestMs: 500 };
export const QUICK_QUESTIONS: Quickness = { firstMs: 100, growth: 1.4, slowestMs: 1000 };

/** The spread is no more than this share of the interval, nor than this time. */
const SPREAD_SHARE = 0.1;
const SPREAD_MS = 1000;

export function newSchedule(at: number, rules: ScheduleRules): ProbeSchedule {
	const fresh: ProbeSchedule = { nextAt: undefined, questions: 0, hasSucceeded: false };
	const isFirstSlow = rules.quick === undefined;
	return { ...fresh, nextAt: at + waitMs(fresh, rules) + (isFirstSlow ? spreadMs(rules) : 0) };
}

/** It is being asked: until the answer it is not asked again. */
export function beginQuestion(schedule: ProbeSchedule): ProbeSchedule {
	return { ...schedule, nextAt: undefined, questions: schedule.questions + 1 };
}

/** The interval is from the end of one answer to the next question. */
export function endQuestion(
	schedule: ProbeSchedule,
	{ at, isOk }: { readonly at: number; readonly isOk: boolean },
	rules: ScheduleRules,
): ProbeSchedule {
	const isFirst = isOk && !schedule.hasSucceeded;
	const next = { ...schedule, hasSucceeded: schedule.hasSucceeded || isOk };
	if (next.hasSucceeded && rules.tellsByItself) return { ...next, nextAt: undefined };
	return { ...next, nextAt: at + waitMs(next, rules) + (isFirst ? spreadMs(rules) : 0) };
}

function waitMs({ questions, hasSucceeded }: ProbeSchedule, { intervalMs, quick }: ScheduleRules): number {
	if (hasSucceeded || quick === undefined) return intervalMs;
	return Math.min(quick.firstMs * quick.growth ** questions, quick.slowestMs, intervalMs);
}

function spreadMs({ intervalMs, spread }: ScheduleRules): number {
	return Math.min(intervalMs * SPREAD_SHARE, SPREAD_MS) * spread;
}
