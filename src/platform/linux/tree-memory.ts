import { readProc } from '../proc/proc.ts';
import type { TreeMemory } from '../system.ts';

/** The resident memory of some processes, shared pages counted in each, as ps(1) does. */
export function treeMemory(pids: readonly number[], pageBytes: number): TreeMemory {
	let rssBytes = 0;
	let processes = 0;
	for (const pid of pids) {
		// proc(5): size resident shared text lib data dt, in pages.
		const resident = readProc(`/proc/${pid}/statm`)?.split(' ')[1];
		if (resident === undefined) continue;
		rssBytes += Number(resident) * pageBytes;
		processes++;
	}
	return { rssBytes, processes };
}
