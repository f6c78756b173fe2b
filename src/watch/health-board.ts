import type { ProbeKind } from '../config/config.ts';
import type { ProbeResult } from '../events/probe-result.ts';

/** What is known of the health of one living process. */
export interface ProcessHealth {
	/** Of each probe that was asked, the latest answer. */
	readonly latest: ReadonlyMap<ProbeKind, ProbeResult>;
	/** Failures in a row that count, of each probe that was asked: not those of the start. */
	readonly failures: ReadonlyMap<ProbeKind, number>;
	/** The latest answers of all probes, the oldest first; at most {@link HISTORY_LENGTH}. */
	readonly history: readonly ProbeResult[];
	/** What it says of itself (sd_notify's STATUS=); empty where it says nothing. */
	readonly status: string;
}

export const HISTORY_LENGTH = 10;

interface Entry {
	readonly latest: Map<ProbeKind, ProbeResult>;
	readonly failures: Map<ProbeKind, number>;
	readonly history: ProbeResult[];
	status: string;
}

/** The latest answers of all probes, by process. */
export class HealthBoard {
	readonly #entries = new Map<string, Entry>();

	/** Of a process since its last spawn; `undefined` where nothing is known. */
	of(key: string): ProcessHealth | undefined {
		return this.#entries.get(key);
	}

	/** It was spawned: what was known is of another. */
	begin(key: string): void {
		this.#entries.set(key, { latest: new Map(), failures: new Map(), history: [], status: '' });
	}

	/** `failures`: in a row, as far as they count; without it each counts. */
	record(key: string, result: ProbeResult, failures?: number): void {
		const entry = this.#entries.get(key);
		if (entry === undefined) return;
		const { kind, isOk } = result;
		entry.latest.set(kind, result);
		entry.failures.set(kind, isOk ? 0 : (failures ?? (entry.failures.get(kind) ?? 0) + 1));
		entry.history.push(result);
		if (entry.history.length > HISTORY_LENGTH) entry.history.shift();
	}

	setStatus(key: string, status: string): void {
		const entry = this.#entries.get(key);
		if (entry !== undefined) entry.status = status;
	}

	/** The process is not in the configuration any more. */
	forget(key: string): void {
		this.#entries.delete(key);
	}
}
