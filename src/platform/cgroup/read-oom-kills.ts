import type { OomKills } from '../memory.ts';
import type { MemoryCgroup } from './find-memory-cgroup.ts';
import { keyedNumber, type ReadText } from './read-cgroup-memory.ts';

/** More cgroups below ours are not looked at. */
const MOST_FOLDERS = 256;

/**
 * The kernel counts each kill, before it sends the signal, in the cgroup of whom it kills. In version 2 that also counts
 * for all cgroups above it, so that a kill in a cgroup nested below ours is seen in our own `memory.events`. In version
 * 1 (`oom_kill` of `memory.oom_control`, Linux 4.13), and with the mount option `memory_localevents`, each counts its own,
 * and those below ours are looked at one by one. Without a cgroup /proc/vmstat counts for the whole machine.
 * @param subfolders The names of the folders in a folder; none where it cannot be read.
 */
export function readOomKills(
	cgroup: MemoryCgroup | undefined,
	read: ReadText,
	subfolders: (folder: string) => readonly string[],
): OomKills | undefined {
	const counts = new Map<string, number>();
	if (cgroup !== undefined) {
		const file = cgroup.version === 1 ? 'memory.oom_control' : 'memory.events';
		const folders = [cgroup.folder];
		for (let folder = folders.shift(), seen = 1; folder !== undefined && seen <= MOST_FOLDERS; seen++) {
			const count = keyedNumber(read(`${folder}/${file}`), 'oom_kill');
			if (count !== undefined) counts.set(folder, count);
			// The root of version 2 has no such file; those below it have.
			if (cgroup.countsItselfOnly || count === undefined) {
				for (const name of subfolders(folder)) folders.push(`${folder}/${name}`);
			}
			folder = folders.shift();
		}
		if (counts.size > 0) return { counts, isHostWide: false };
	}
	const count = keyedNumber(read('/proc/vmstat'), 'oom_kill');
	return count === undefined ? undefined : { counts: new Map([['/proc/vmstat', count]]), isHostWide: true };
}
