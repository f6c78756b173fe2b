/**
 * Counts what is seen in the pod, from the daemon's beginning and over restarts in place: for metrics. A few numbers a
 * process; nothing is loaded for it, and nothing is formatted before somebody asks.
 */
import { type ExitStatus, shellExitCode } from '../foundation/exit-status.ts';
import { signalName } from '../foundation/signals.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import type { Observation } from './observation.ts';
import type { Observations } from './observations.ts';
import { keyOf, type ProcessRef } from './process-ref.ts';
import { addStreams, newProcessTally, type ProcessTally, type StreamTally } from './process-tally.ts';
import { nextRestartReason, restartReasonOf } from './restart-reason.ts';

type StateChange = Extract<Observation, { readonly type: 'state' }>;

export class Tally {
	readonly #processes = new Map<string, ProcessTally>();
	#orphans = 0;
	#reloads = 0;

	/** Zombies of others that were reaped. */
	get orphans(): number {
		return this.#orphans;
	}

	/** Restarts in place. */
	get reloads(): number {
		return this.#reloads;
	}

	/** Counts what is seen from now on; a bus lasts as long as its pod, and the tally longer. */
	listen(observations: Observations): void {
		observations.on('state', (change) => this.#changed(this.#at(change.process), change));
		observations.on('unhealthy', ({ process, cause }) => {
			this.#at(process).nextReason = restartReasonOf(cause);
		});
		observations.on('probe', ({ process, result: { kind, isOk, latencyMs } }) => {
			const { probes } = this.#at(process);
			const probe = probes.get(kind) ?? { latency: new LatencyHistogram(), successes: 0, failures: 0 };
			probes.set(kind, probe);
			if (isOk) probe.successes += 1;
			else probe.failures += 1;
			probe.latency.observe(latencyMs / 1000);
		});
		observations.on('incident', ({ incident: { process, kind, oomKilled } }) => {
			const tally = this.#at(process);
			count(tally.incidents, kind);
			if (oomKilled === 'yes') tally.oomKills += 1;
		});
		observations.on('shutdown', ({ intent }) => {
			if (intent === 'restart') this.#reloads += 1;
		});
	}

	/** `undefined` where nothing was seen of it yet. */
	of(key: string): ProcessTally | undefined {
		return this.#processes.get(key);
	}

	orphanReaped(): void {
		this.#orphans += 1;
	}

	/** A log is closed, and its own counters end. */
	logClosed(key: string, stream: 'stdout' | 'stderr', counters: StreamTally): void {
		const { closedLogs } = this.#entry(key);
		closedLogs[stream] = addStreams(closedLogs[stream], counters);
	}

	/** The others are not in the configuration any more. */
	keepOnly(keys: ReadonlySet<string>): void {
		for (const key of this.#processes.keys()) if (!keys.has(key)) this.#processes.delete(key);
	}

	#changed(tally: ProcessTally, change: StateChange): void {
		const { from, to, exit, pid, wallMs } = change;
		tally.stateChanges += 1;
		if (to === 'STARTING') {
			if (tally.starts > 0) count(tally.restarts, change.starts <= 1 ? 'reload' : tally.nextReason);
			tally.starts += 1;
			return;
		}
		tally.nextReason = nextRestartReason(tally.nextReason, change);
		if (from === 'STARTING' && pid === 0) tally.spawnFailures += 1;
		if (pid !== 0 && exit !== undefined && hasEnded(change)) {
			count(tally.exits, exitLabel(exit));
			tally.lastExit = { code: shellExitCode(exit), wallMs };
		}
	}

	#at(process: ProcessRef): ProcessTally {
		return this.#entry(keyOf(process));
	}

	#entry(key: string): ProcessTally {
		const known = this.#processes.get(key);
		if (known !== undefined) return known;
		const tally = newProcessTally();
		this.#processes.set(key, tally);
		return tally;
	}
}

/** A death is told by one change of state: BACKOFF → FATAL follows one that was told. */
function hasEnded({ from, to }: StateChange): boolean {
	return from !== 'BACKOFF' && (to === 'EXITED' || to === 'STOPPED' || to === 'BACKOFF');
}

/** `0` to `255`, or `SIGKILL`. */
function exitLabel(exit: ExitStatus): string {
	return exit.type === 'code' ? String(exit.code) : signalName(exit.signal);
}

function count<Key extends string>(counts: Map<Key, number>, key: Key): void {
	counts.set(key, (counts.get(key) ?? 0) + 1);
}
