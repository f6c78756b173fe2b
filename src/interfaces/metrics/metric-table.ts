/**
 * Every metric that `/metrics` tells: docs/METRICS.md is generated from it, and the rules and dashboards in conf/ are
 * held against it. Names are OpenMetrics': base units, `_total` of what only grows. Labels are bounded by the
 * configuration (`program`, `group`, `process`, `alert`, `pool`, `path`) or by what there is (states, signals, reasons);
 * no text that a program or an error chose is ever one.
 */

export type MetricType = 'counter' | 'gauge' | 'histogram';

export interface Metric {
	readonly type: MetricType;
	/** One sentence. */
	readonly help: string;
	readonly labels: readonly string[];
}

const PROCESS = ['program', 'group', 'process'] as const;

function gauge(help: string, labels: readonly string[] = []): Metric {
	return { type: 'gauge', help, labels };
}

function counter(help: string, labels: readonly string[] = []): Metric {
	return { type: 'counter', help, labels };
}

function histogram(help: string, labels: readonly string[] = []): Metric {
	return { type: 'histogram', help, labels };
}

export const METRIC_TABLE: Readonly<Record<string, Metric>> = {
	podvisor_build_info: gauge('Always 1; says which Podvisor runs, on which Node.', ['version', 'node']),
	podvisor_pod_status: gauge('1 for the status that the pod has (as podctl health tells it), 0 for the others.', [
		'status',
	]),
	podvisor_pod_alive: gauge('Whether /livez passes.'),
	podvisor_pod_ready: gauge('Whether /readyz passes.'),
	podvisor_pod_started: gauge('Whether /startupz passes.'),
	podvisor_pod_reloads_total: counter('Restarts in place (SIGHUP, podctl reload) since podvisord began.'),
	podvisor_orphans_reaped_total: counter('Zombies of orphaned processes that were reaped.'),
	podvisor_container_output_dropped_bytes_total: counter(
		"Bytes that the container's stdout or stderr did not get, since nobody read it.",
	),

	podvisor_process_up: gauge('Whether the process is alive.', PROCESS),
	podvisor_process_wanted: gauge('Whether the process is meant to be up.', PROCESS),
	podvisor_process_ready: gauge('Whether the process is ready, as those who depend on it see it.', PROCESS),
	podvisor_process_state: gauge("1 for the state that the process is in (supervisord's), 0 for the others.", [
		...PROCESS,
		'state',
	]),
	podvisor_process_start_time_seconds: gauge(
		'When it was started, in seconds since 1970; absent while it is down.',
		PROCESS,
	),
	podvisor_process_starts_total: counter('Starts that were attempted.', PROCESS),
	podvisor_process_restarts_total: counter(
		'Starts after the first, by reason: crash, exit (as expected), retry (of a failed start), unhealthy, memory, operator, reload.',
		[...PROCESS, 'reason'],
	),
	podvisor_process_spawn_failures_total: counter('Starts of which no process came.', PROCESS),
	podvisor_process_state_changes_total: counter('Changes of state.', PROCESS),
	podvisor_process_exits_total: counter('Ends of the process, by exit code (0 to 255) or name of the signal.', [
		...PROCESS,
		'code',
	]),
	podvisor_process_last_exit_code: gauge('How it ended last, as a shell tells it: 128 + the signal for one.', PROCESS),
	podvisor_process_last_exit_timestamp_seconds: gauge('When it ended last, in seconds since 1970.', PROCESS),
	podvisor_process_incidents_total: counter('What went wrong with it, as podctl incidents lists it, by kind.', [
		...PROCESS,
		'kind',
	]),
	podvisor_process_oom_kills_total: counter("Its ends by the kernel's OOM killer.", PROCESS),

	podvisor_process_probe_success: gauge('Whether its probe of this kind succeeded when it was asked last.', [
		...PROCESS,
		'kind',
	]),
	podvisor_process_probe_results_total: counter('Answers of its probes, by kind and result (success, failure).', [
		...PROCESS,
		'kind',
		'result',
	]),
	podvisor_process_probe_duration_seconds: histogram('How long the answers of its probes took.', [...PROCESS, 'kind']),

	podvisor_process_memory_rss_bytes: gauge('Resident memory of its whole process tree.', PROCESS),
	podvisor_process_memory_pss_bytes: gauge(
		'Its proportional share of memory (pages that several share are divided among them); only where /metrics?pss is asked for.',
		PROCESS,
	),
	podvisor_process_memory_warning_bytes: gauge('Its memory_warning, where it has one.', PROCESS),
	podvisor_process_memory_limit_bytes: gauge('Its memory_limit, where it has one.', PROCESS),
	podvisor_process_tree_processes: gauge('Living processes of its tree.', PROCESS),
	podvisor_process_cpu_seconds_total: counter('User and system time of its tree, since its start.', PROCESS),

	podvisor_process_log_bytes_total: counter('Bytes that it wrote, by stream.', [...PROCESS, 'stream']),
	podvisor_process_log_dropped_bytes_total: counter('Bytes of them that a log did not get.', [...PROCESS, 'stream']),
	podvisor_process_log_rotations_total: counter('Rotations of its log file.', [...PROCESS, 'stream']),

	podvisor_memory_usage_bytes: gauge("Memory of the pod: its cgroup's working set, or what the host has in use.", [
		'source',
	]),
	podvisor_memory_limit_bytes: gauge('The tightest limit that holds for it; of a host, all its memory.', ['source']),
	podvisor_memory_oom_kills_total: counter(
		"Processes that the kernel's OOM killer ended, as far as the kernel counts them: in the pod's cgroup, or on the whole host.",
		['scope'],
	),
	podvisor_disk_size_bytes: gauge('Size of the file system that a watched path is on.', ['path']),
	podvisor_disk_free_bytes: gauge('What of it is free to ordinary users.', ['path']),
	podvisor_disk_inodes: gauge('Its inodes; absent where it has no fixed number.', ['path']),
	podvisor_disk_inodes_free: gauge('Its free inodes.', ['path']),

	podvisor_alerts_sent_total: counter('Alerts that were delivered.', ['alert']),
	podvisor_alerts_failed_total: counter('Alerts that could not be delivered, and were given up.', ['alert']),
	podvisor_alerts_dropped_total: counter('Alerts that were lost because too many waited.', ['alert']),
	podvisor_alerts_suppressed_total: counter('Alerts that were not told again so soon.', ['alert']),
	podvisor_alerts_pending: gauge('Alerts that wait for their delivery.', ['alert']),
	podvisor_listener_events_buffered: gauge('Events that wait for an event listener of the pool.', ['pool']),
	podvisor_listener_events_missed_total: counter('Events that a pool has missed, since too many waited.', ['pool']),

	podvisor_daemon_start_time_seconds: gauge('When podvisord began, in seconds since 1970.'),
	podvisor_daemon_resident_memory_bytes: gauge('Resident memory of podvisord itself.'),
	podvisor_daemon_heap_used_bytes: gauge('What of its JavaScript heap is in use.'),
	podvisor_daemon_heap_size_bytes: gauge('Its JavaScript heap.'),
	podvisor_daemon_cpu_seconds_total: counter('User and system time of podvisord itself.'),
	podvisor_daemon_open_fds: gauge('Its open file descriptors; absent where there is no /proc.'),
	podvisor_daemon_max_fds: gauge('How many it may have; absent where there is no limit.'),
	podvisor_daemon_event_loop_lag_seconds: gauge(
		'How late its event loop was in the mean, since the scrape before; measured from the first scrape on.',
	),
	podvisor_daemon_event_loop_lag_max_seconds: gauge('How late it was at most, since the scrape before.'),
	podvisor_daemon_event_loop_active_seconds_total: counter('Time in which its event loop was at work.'),
	podvisor_daemon_scrapes_total: counter('Pages of metrics that were made.'),
	podvisor_daemon_scrape_duration_seconds: gauge('How long it took to gather what this page tells.'),
};
