import {
	type AvailabilityCondition,
	type AvailabilityHistory,
	type AvailabilityShare,
	availabilityOf,
	changeCondition,
	HISTORY_MINUTES,
	newAvailabilityHistory,
} from './availability-history.ts';
import type { Observation } from './observation.ts';
import type { Observations } from './observations.ts';
import { keyOf, type ProcessRef } from './process-ref.ts';
import { nextRestartReason, type RestartReason, restartReasonOf } from './restart-reason.ts';

export interface AvailabilityReport extends AvailabilityShare {
	/** By their reasons; those that did not happen are left out. */
	readonly restarts: Readonly<Partial<Record<RestartReason, number>>>;
}

interface Restarts {
	readonly minute: number;
	readonly reason: RestartReason;
	count: number;
}

interface Entry {
	history: AvailabilityHistory;
	/** A row a minute and reason, the oldest first. */
	restarts: Restarts[];
	/** Why its next start will be. */
	nextReason: RestartReason;
	wasStarted: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;

type StateSeen = Extract<Observation, { readonly type: 'state' }>;

/** How much of the last hour and day each process was up while it should be, and why it was started again. */
export class Availability {
	readonly #entries: Map<string, Entry>;

	/** `takeOver`: of the pod before a restart in place; what it knows goes on. */
	constructor(observations: Observations, takeOver: Availability | undefined) {
		this.#entries = takeOver === undefined ? new Map() : takeOver.#entries;
		observations.on('state', (seen) => this.#look(seen));
		observations.on('ready', ({ process, at }) => this.#become(process, 'up', at));
		observations.on('unready', ({ process, at }) => this.#become(process, 'down', at));
		observations.on('unhealthy', ({ process, at, cause }) => {
			this.#become(process, 'down', at);
			this.#entryOf(process, at).nextReason = restartReasonOf(cause);
		});
	}

	/** Of one process; `undefined` where it was never started. `now`: monotonic. */
	of(key: string, now: number): { readonly hour: AvailabilityReport; readonly day: AvailabilityReport } | undefined {
		const entry = this.#entries.get(key);
		if (entry === undefined) return undefined;
		return { hour: report(entry, HOUR_MINUTES, now), day: report(entry, HISTORY_MINUTES, now) };
	}

	/** Only these are in the configuration. */
	keepOnly(keys: ReadonlySet<string>): void {
		for (const key of this.#entries.keys()) if (!keys.has(key)) this.#entries.delete(key);
	}

	#look(seen: StateSeen): void {
		const { process, at, to, starts } = seen;
		const entry = this.#entryOf(process, at);
		// Before it was ever up nothing was there to be missed; a first start that fails is another matter.
		const isFirstStart = to === 'STARTING' && !entry.wasStarted;
		const condition = isFirstStart ? undefined : conditionOf(seen);
		if (condition !== undefined) this.#become(process, condition, at);
		if (to !== 'STARTING') {
			entry.nextReason = nextRestartReason(entry.nextReason, seen);
			return;
		}
		const minute = Math.floor(at / MINUTE_MS);
		if (entry.wasStarted) count(entry, { minute, reason: starts <= 1 ? 'reload' : entry.nextReason });
		entry.wasStarted = true;
	}

	#become(process: ProcessRef, condition: AvailabilityCondition, at: number): void {
		const entry = this.#entryOf(process, at);
		entry.history = changeCondition(entry.history, condition, at);
	}

	#entryOf(process: ProcessRef, at: number): Entry {
		const key = keyOf(process);
		const known = this.#entries.get(key);
		if (known !== undefined) return known;
		const fresh: Entry = {
			history: newAvailabilityHistory(at),
			restarts: [],
			nextReason: 'operator',
			wasStarted: false,
		};
		this.#entries.set(key, fresh);
		return fresh;
	}
}

/** What a change of state means; `undefined`: that it is ready, or not, is told apart. */
function conditionOf({ to, expected, willRestart, ailment }: StateSeen): AvailabilityCondition | undefined {
	switch (to) {
		case 'STARTING':
		case 'BACKOFF':
		case 'FATAL':
		case 'UNKNOWN':
			return 'down';
		case 'STOPPED':
			return 'idle';
		case 'STOPPING':
			return ailment === '' ? 'idle' : 'down';
		case 'EXITED':
			return expected && !willRestart ? 'idle' : 'down';
		case 'RUNNING':
			return undefined;
	}
}

function count(entry: Entry, { minute, reason }: Pick<Restarts, 'minute' | 'reason'>): void {
	const row = entry.restarts.findLast((each) => each.minute === minute && each.reason === reason);
	if (row !== undefined) row.count += 1;
	else entry.restarts.push({ minute, reason, count: 1 });
	const first = minute - HISTORY_MINUTES;
	if ((entry.restarts[0]?.minute ?? minute) < first)
		entry.restarts = entry.restarts.filter((each) => each.minute >= first);
}

function report({ history, restarts }: Entry, minutes: number, now: number): AvailabilityReport {
	const first = Math.floor(now / MINUTE_MS) - minutes;
	const counts: Partial<Record<RestartReason, number>> = {};
	for (const { minute, reason, count: times } of restarts) {
		if (minute >= first) counts[reason] = (counts[reason] ?? 0) + times;
	}
	return { ...availabilityOf(history, minutes, now), restarts: counts };
}
