import type { ProbeKind } from '../config/config.ts';
import type { Incident } from './incident.ts';
import type { LatencyHistogram } from './latency-histogram.ts';
import type { RestartReason } from './restart-reason.ts';

export interface ProbeTally {
	readonly latency: LatencyHistogram;
	successes: number;
	failures: number;
}

export interface StreamTally {
	readonly bytesIn: number;
	readonly bytesDropped: number;
	readonly rotations: number;
}

/** What was counted of one process since the daemon began. */
export interface ProcessTally {
	starts: number;
	/** Starts of which nothing came: no process was made. */
	spawnFailures: number;
	stateChanges: number;
	oomKills: number;
	readonly restarts: Map<RestartReason, number>;
	/** By exit code, or by the signal's name. */
	readonly exits: Map<string, number>;
	readonly incidents: Map<Incident['kind'], number>;
	readonly probes: Map<ProbeKind, ProbeTally>;
	/** Of logs that were closed; those that are open count by themselves. */
	readonly closedLogs: Record<'stdout' | 'stderr', StreamTally>;
	/** `code`: as a shell reports it, 128 + the signal's number for one. */
	lastExit: { readonly code: number; readonly wallMs: number } | undefined;
	/** Why its next start will be. */
	nextReason: RestartReason;
}

const NOTHING_LOGGED: StreamTally = { bytesIn: 0, bytesDropped: 0, rotations: 0 };

export function newProcessTally(): ProcessTally {
	return {
		starts: 0,
		spawnFailures: 0,
		stateChanges: 0,
		oomKills: 0,
		restarts: new Map(),
		exits: new Map(),
		incidents: new Map(),
		probes: new Map(),
		closedLogs: { stdout: NOTHING_LOGGED, stderr: NOTHING_LOGGED },
		lastExit: undefined,
		nextReason: 'operator',
	};
}

export function addStreams(one: StreamTally, other: StreamTally): StreamTally {
	return {
		bytesIn: one.bytesIn + other.bytesIn,
		bytesDropped: one.bytesDropped + other.bytesDropped,
		rotations: one.rotations + other.rotations,
	};
}
