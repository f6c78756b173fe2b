import { readFileSync, writeFileSync } from 'node:fs';

/** From now on the peaks of these processes are counted anew: 5 to /proc/PID/clear_refs. */
export function forgetPeakOf(pids: readonly number[]): void {
	for (const pid of pids) writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The most that was resident of these processes, each at its time; MiB. */
export function peakMibOf(pids: readonly number[]): number {
	return pids.map(peakKib).reduce((sum, kib) => sum + kib / 1024, 0);
}

function peakKib(pid: number): number {
	return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}
