import { readFileSync } from 'node:fs';
import { threadsOf } from './process-tree.ts';

/** Milliseconds of CPU that the processes have used so far, all their threads; the kernel's own count of nanoseconds. */
export function cpuOf(pids: readonly number[]): number {
	let ns = 0;
	for (const pid of pids) {
		for (const thread of threadsOf(pid)) {
			try {
				ns += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
			} catch {
				// ENOENT, ESRCH: it ended.
			}
		}
	}
	return ns / 1e6;
}
