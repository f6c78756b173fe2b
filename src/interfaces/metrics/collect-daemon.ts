import { ownLimits } from '../../platform/own-limits.ts';
import type { System } from '../../platform/system.ts';
import type { EventLoopWatch } from './event-loop-watch.ts';
import type { Samples } from './samples.ts';

const OWN_DESCRIPTORS = '/proc/self/fd';

/** What podvisord itself costs. */
export function collectDaemon(
	samples: Samples,
	{ system, eventLoop }: { readonly system: System; readonly eventLoop: EventLoopWatch },
): void {
	const { heapUsed, heapTotal } = process.memoryUsage();
	const { user, system: kernel } = process.cpuUsage();
	samples.add('podvisor_daemon_start_time_seconds', Math.round(performance.timeOrigin) / 1000);
	samples.add('podvisor_daemon_resident_memory_bytes', system.memory.own());
	samples.add('podvisor_daemon_heap_used_bytes', heapUsed);
	samples.add('podvisor_daemon_heap_size_bytes', heapTotal);
	samples.add('podvisor_daemon_cpu_seconds_total', (user + kernel) / 1e6);
	samples.add('podvisor_daemon_open_fds', openDescriptors(system));
	const most = ownLimits(system.files)?.nofile.soft;
	samples.add('podvisor_daemon_max_fds', Number.isFinite(most) ? most : undefined);
	const { lagSeconds, lagMaxSeconds, activeSeconds } = eventLoop.read();
	samples.add('podvisor_daemon_event_loop_lag_seconds', lagSeconds);
	samples.add('podvisor_daemon_event_loop_lag_max_seconds', lagMaxSeconds);
	samples.add('podvisor_daemon_event_loop_active_seconds_total', activeSeconds);
}

/** The one that the list is read by counts as well. */
function openDescriptors({ files }: System): number | undefined {
	if (!files.isDirectory(OWN_DESCRIPTORS)) return undefined;
	return files.list(OWN_DESCRIPTORS).length;
}
