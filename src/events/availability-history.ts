/**
 * How long a process was up, minute by minute over a day: plain data, and functions of the time that they are told.
 * Minutes of the same kind are one run, so that a process which just goes on takes next to no memory; one that changes
 * all the time has a run a minute, 1,440 at most.
 */

/** `up`: ready; `down`: it should be, and is not; `idle`: it is down as it should be, and the time does not count. */
export type AvailabilityCondition = 'up' | 'down' | 'idle';

interface Run {
	/** Counted from the clock's beginning. */
	readonly minute: number;
	readonly minutes: number;
	/** Of each of these minutes. */
	readonly upMs: number;
	readonly wantedMs: number;
}

export interface AvailabilityHistory {
	/** The oldest first. */
	readonly runs: readonly Run[];
	/** The minute that is not over. */
	readonly open: Run;
	readonly condition: AvailabilityCondition;
	/** Monotonic milliseconds until which it is reckoned. */
	readonly at: number;
}

/** A share of time. */
export interface AvailabilityShare {
	readonly upMs: number;
	/** As long it should have been up. */
	readonly wantedMs: number;
}

const MINUTE_MS = 60_000;
export const HISTORY_MINUTES: number = 24 * 60;

export function newAvailabilityHistory(at: number): AvailabilityHistory {
	return { runs: [], open: openAt(at), condition: 'idle', at };
}

/** From `at` on it is so. A time before the last one is taken for that. */
export function changeCondition(
	history: AvailabilityHistory,
	condition: AvailabilityCondition,
	at: number,
): AvailabilityHistory {
	if (condition === history.condition) return history;
	return { ...reckon(history, at), condition };
}

/** Of the last `minutes` whole minutes and the one that is not over. */
export function availabilityOf(history: AvailabilityHistory, minutes: number, now: number): AvailabilityShare {
	const { runs, open } = reckon(history, now);
	const first = open.minute - minutes;
	let { upMs, wantedMs } = open;
	for (const run of runs) {
		const counted = Math.min(run.minutes, run.minute + run.minutes - first);
		if (counted <= 0) continue;
		upMs += counted * run.upMs;
		wantedMs += counted * run.wantedMs;
	}
	return { upMs, wantedMs };
}

function reckon(history: AvailabilityHistory, now: number): AvailabilityHistory {
	const { condition } = history;
	const end = Math.max(now, history.at);
	const minuteNow = Math.floor(end / MINUTE_MS);
	let { runs, open } = history;
	if (minuteNow > open.minute) {
		runs = append(runs, passed(open, condition, (open.minute + 1) * MINUTE_MS - history.at));
		const between = minuteNow - open.minute - 1;
		const whole = passed({ minute: open.minute + 1, minutes: between, upMs: 0, wantedMs: 0 }, condition, MINUTE_MS);
		if (between > 0) runs = append(runs, whole);
		runs = forgetBefore(runs, minuteNow - HISTORY_MINUTES);
		open = openAt(minuteNow * MINUTE_MS);
	}
	const since = Math.max(history.at, open.minute * MINUTE_MS);
	return { runs, open: passed(open, condition, end - since), condition, at: end };
}

function openAt(at: number): Run {
	return { minute: Math.floor(at / MINUTE_MS), minutes: 1, upMs: 0, wantedMs: 0 };
}

function passed(run: Run, condition: AvailabilityCondition, ms: number): Run {
	return {
		...run,
		upMs: run.upMs + (condition === 'up' ? ms : 0),
		wantedMs: run.wantedMs + (condition === 'idle' ? 0 : ms),
	};
}

function append(runs: readonly Run[], run: Run): readonly Run[] {
	const last = runs.at(-1);
	if (last === undefined || last.upMs !== run.upMs || last.wantedMs !== run.wantedMs) return [...runs, run];
	return [...runs.slice(0, -1), { ...last, minutes: last.minutes + run.minutes }];
}

function forgetBefore(runs: readonly Run[], minute: number): readonly Run[] {
	const known = runs.filter((run) => run.minute + run.minutes > minute);
	const [first] = known;
	if (first === undefined || first.minute >= minute) return known;
	const gone = minute - first.minute;
	return [{ ...first, minute, minutes: first.minutes - gone }, ...known.slice(1)];
}
