import type { Control } from '../../daemon/control.ts';
import { lookAtHealth } from '../../operations/look-at-health.ts';
import { POD_STATUSES } from '../../operations/pod-health.ts';
import type { System } from '../../platform/system.ts';
import type { Samples } from './samples.ts';

/** What is known of the pod as a whole, and of what it tells others. */
export function collectPod(samples: Samples, control: Control): void {
	const { session, system, version } = control;
	const { watch, logs } = session;
	samples.add('podvisor_build_info', 1, { version, node: process.versions.node });
	const health = lookAtHealth(control);
	for (const status of POD_STATUSES) samples.add('podvisor_pod_status', health.status === status, { status });
	samples.add('podvisor_pod_alive', health.isAlive);
	samples.add('podvisor_pod_ready', health.isReady);
	samples.add('podvisor_pod_started', health.isStarted);
	samples.add('podvisor_pod_reloads_total', watch.tally.reloads);
	samples.add('podvisor_orphans_reaped_total', watch.tally.orphans);
	samples.add('podvisor_container_output_dropped_bytes_total', logs.container.droppedBytes);
	const { pod } = watch.memory;
	if (pod !== undefined) {
		const { source } = pod;
		samples.add('podvisor_memory_usage_bytes', pod.usedBytes, { source });
		samples.add('podvisor_memory_limit_bytes', pod.limitBytes, { source });
	}
	collectOomKills(samples, system);
	for (const { path, totalBytes, freeBytes, totalInodes, freeInodes } of watch.disk.latest) {
		samples.add('podvisor_disk_size_bytes', totalBytes, { path });
		samples.add('podvisor_disk_free_bytes', freeBytes, { path });
		// btrfs and the like make them as they are needed.
		if (totalInodes === 0) continue;
		samples.add('podvisor_disk_inodes', totalInodes, { path });
		samples.add('podvisor_disk_inodes_free', freeInodes, { path });
	}
	for (const { name: alert, sent, failed, dropped, suppressed, pending } of watch.alerts.counts) {
		samples.add('podvisor_alerts_sent_total', sent, { alert });
		samples.add('podvisor_alerts_failed_total', failed, { alert });
		samples.add('podvisor_alerts_dropped_total', dropped, { alert });
		samples.add('podvisor_alerts_suppressed_total', suppressed, { alert });
		samples.add('podvisor_alerts_pending', pending, { alert });
	}
	for (const { pool, buffered, missed } of session.events.listeners) {
		samples.add('podvisor_listener_events_buffered', buffered, { pool });
		samples.add('podvisor_listener_events_missed_total', missed, { pool });
	}
}

function collectOomKills(samples: Samples, system: System): void {
	const kills = system.memory.oomKills();
	if (kills === undefined) return;
	let sum = 0;
	const scope = kills.own.size > 0 ? 'cgroup' : 'host';
	for (const count of (scope === 'cgroup' ? kills.own : kills.around).values()) sum += count;
	samples.add('podvisor_memory_oom_kills_total', sum, { scope });
}
