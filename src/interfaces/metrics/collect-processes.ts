import type { ProcessConfig } from '../../config/config.ts';
import type { Session } from '../../daemon/session.ts';
import { LATENCY_BUCKETS } from '../../events/latency-histogram.ts';
import { addStreams, newProcessTally, type ProcessTally } from '../../events/process-tally.ts';
import { RESTART_REASONS } from '../../events/restart-reason.ts';
import type { ProcessLogs } from '../../logs/program-logs.ts';
import { newProcess, type Process } from '../../process/process.ts';
import { PROCESS_STATES } from '../../process/process-state.ts';
import type { ProcessHealth } from '../../watch/health-board.ts';
import type { ProcessMemory } from '../../watch/process-memory.ts';
import type { Labels, Samples } from './samples.ts';

export interface CollectOptions {
	readonly session: Session;
	/** Milliseconds since 1970 at the monotonic 0. */
	readonly epochMs: number;
	/** By key; where it was not asked for, empty. */
	readonly pss: ReadonlyMap<string, number>;
}

const NEVER_SEEN: ProcessTally = newProcessTally();
const STREAMS = ['stdout', 'stderr'] as const;

/** What is known of each process that is configured. */
export function collectProcesses(samples: Samples, { session, epochMs, pss }: CollectOptions): void {
	const { pod, watch } = session;
	const { world, openLogs } = pod;
	for (const [key, { config }] of world.plan.members) {
		const shared = { program: config.program, group: config.group, process: config.name };
		const process = world.processes.get(key) ?? newProcess(0, 0);
		const tally = watch.tally.of(key) ?? NEVER_SEEN;
		collectLife(samples, shared, process, epochMs);
		collectCounts(samples, shared, tally);
		collectProbes(samples, shared, tally, process.pid === 0 ? undefined : watch.health.of(key));
		collectMemory(samples, shared, config, process.pid === 0 ? undefined : watch.memory.of(key));
		samples.addOf(shared, 'podvisor_process_memory_pss_bytes', pss.get(key));
		collectLogs(samples, shared, tally, openLogs.get(key));
	}
}

function collectLife(samples: Samples, shared: Labels, process: Process, epochMs: number): void {
	const isUp = process.pid !== 0 && !process.leaderGone;
	samples.addOf(shared, 'podvisor_process_up', isUp);
	samples.addOf(shared, 'podvisor_process_wanted', process.wanted === 'up');
	samples.addOf(shared, 'podvisor_process_ready', process.ready);
	for (const state of PROCESS_STATES) {
		samples.addOf(shared, 'podvisor_process_state', process.state === state, STATE_LABELS[state]);
	}
	if (isUp && process.startedAt !== undefined) {
		samples.addOf(shared, 'podvisor_process_start_time_seconds', seconds(epochMs + process.startedAt));
	}
}

function collectCounts(samples: Samples, shared: Labels, tally: ProcessTally): void {
	samples.addOf(shared, 'podvisor_process_starts_total', tally.starts);
	for (const reason of RESTART_REASONS) {
		// From 0 on, so that the first of them is seen as an increase.
		samples.addOf(shared, 'podvisor_process_restarts_total', tally.restarts.get(reason) ?? 0, REASON_LABELS[reason]);
	}
	samples.addOf(shared, 'podvisor_process_spawn_failures_total', tally.spawnFailures);
	samples.addOf(shared, 'podvisor_process_state_changes_total', tally.stateChanges);
	for (const [code, count] of tally.exits) samples.addOf(shared, 'podvisor_process_exits_total', count, { code });
	samples.addOf(shared, 'podvisor_process_last_exit_code', tally.lastExit?.code);
	if (tally.lastExit !== undefined) {
		samples.addOf(shared, 'podvisor_process_last_exit_timestamp_seconds', seconds(tally.lastExit.wallMs));
	}
	for (const [kind, count] of tally.incidents) {
		samples.addOf(shared, 'podvisor_process_incidents_total', count, { kind });
	}
	samples.addOf(shared, 'podvisor_process_oom_kills_total', tally.oomKills);
}

function collectProbes(samples: Samples, shared: Labels, tally: ProcessTally, health: ProcessHealth | undefined): void {
	for (const [kind, { isOk }] of health?.latest ?? []) {
		samples.addOf(shared, 'podvisor_process_probe_success', isOk, { kind });
	}
	for (const [kind, { latency, successes, failures }] of tally.probes) {
		samples.addOf(shared, 'podvisor_process_probe_results_total', successes, { kind, result: 'success' });
		samples.addOf(shared, 'podvisor_process_probe_results_total', failures, { kind, result: 'failure' });
		const counts = latency.cumulative();
		samples.addHistogram(shared, 'podvisor_process_probe_duration_seconds', {
			buckets: LATENCY_BUCKETS.map((bound, bucket) => [bound, counts[bucket] ?? 0]),
			sum: latency.sumSeconds,
			count: latency.count,
			labels: { kind },
		});
	}
}

function collectMemory(
	samples: Samples,
	shared: Labels,
	{ memory: { warningBytes, limitBytes } }: ProcessConfig,
	measured: ProcessMemory | undefined,
): void {
	samples.addOf(shared, 'podvisor_process_memory_rss_bytes', measured?.rssBytes);
	samples.addOf(shared, 'podvisor_process_tree_processes', measured?.processes);
	samples.addOf(shared, 'podvisor_process_cpu_seconds_total', measured?.cpuSeconds);
	samples.addOf(shared, 'podvisor_process_memory_warning_bytes', warningBytes);
	samples.addOf(shared, 'podvisor_process_memory_limit_bytes', limitBytes);
}

function collectLogs(samples: Samples, shared: Labels, tally: ProcessTally, logs: ProcessLogs | undefined): void {
	for (const stream of STREAMS) {
		const closed = tally.closedLogs[stream];
		const { bytesIn, bytesDropped, rotations } =
			logs === undefined ? closed : addStreams(closed, logs[stream].counters);
		const labels = STREAM_LABELS[stream];
		samples.addOf(shared, 'podvisor_process_log_bytes_total', bytesIn, labels);
		samples.addOf(shared, 'podvisor_process_log_dropped_bytes_total', bytesDropped, labels);
		samples.addOf(shared, 'podvisor_process_log_rotations_total', rotations, labels);
	}
}

const STATE_LABELS = labelsOf('state', PROCESS_STATES);
const REASON_LABELS = labelsOf('reason', RESTART_REASONS);
const STREAM_LABELS = labelsOf('stream', STREAMS);

function labelsOf<Value extends string>(label: string, values: readonly Value[]): Readonly<Record<Value, Labels>> {
	return Object.fromEntries(values.map((value) => [value, { [label]: value }])) as unknown as Record<Value, Labels>;
}

function seconds(ms: number): number {
	return Math.round(ms) / 1000;
}
