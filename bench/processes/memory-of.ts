import { readFileSync } from 'node:fs';

export interface Memory {
	/** Private, and its share of what is shared. */
	readonly pssMib: number;
	readonly privateMib: number;
	readonly rssMib: number;
}

/** The memory of the processes together, from /proc/PID/smaps_rollup. */
export function memoryOf(pids: readonly number[]): Memory {
	const sum: Record<string, number> = {};
	for (const pid of pids) {
		for (const [, name = '', kib] of read(pid).matchAll(/^(\w+): +(\d+) kB$/gm)) {
			sum[name] = (sum[name] ?? 0) + Number(kib) / 1024;
		}
	}
	const privateMib = (sum['Private_Clean'] ?? 0) + (sum['Private_Dirty'] ?? 0);
	return { pssMib: sum['Pss'] ?? 0, privateMib, rssMib: sum['Rss'] ?? 0 };
}

function read(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
	} catch {
		// ENOENT, ESRCH: it ended.
		return '';
	}
}
