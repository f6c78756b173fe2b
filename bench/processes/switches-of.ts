import { readFileSync } from 'node:fs';
import { threadsOf } from './process-tree.ts';

/** How often the threads of these processes have given up a CPU so far, or had to: what began to run is counted once. */
export function switchesOf(pids: readonly number[]): number {
	return pids
		.flatMap((pid) => threadsOf(pid).map((thread) => switchesOfThread(pid, thread)))
		.reduce((a, b) => a + b, 0);
}

function switchesOfThread(pid: number, thread: string): number {
	try {
		const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8');
		return [...status.matchAll(/_ctxt_switches:\s+(\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
	} catch {
		// ENOENT, ESRCH: it ended.
		return 0;
	}
}
