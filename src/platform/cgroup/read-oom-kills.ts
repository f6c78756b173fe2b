import { dirname } from 'node:path';
import type { OomKills } from '../memory.ts';
import type { MemoryCgroup } from './find-memory-cgroup.ts';
import { keyedNumber, type ReadText } from './read-cgroup-memory.ts';

/** More cgroups below ours are not looked at. */
const MOST_FOLDERS = 256;

/**
 * The kernel counts each kill, before it sends the signal, in the cgroup of whom it kills. In version 2 that also counts
 * for all cgroups above it, so that a kill in a cgroup nested below ours is seen in our own `memory.events`. In version
 * 1 (`oom_kill` of `memory.oom_control`, Linux 4.13), and with the mount option `memory_localevents`, each counts its own,
 * and those below ours are looked at one by one.
 *
 * In version 2 whoever makes cgroups for its children has to leave its own for one beside theirs. In a container the
 * topmost cgroup that is seen is the container's, and counts for all; elsewhere the one above ours hints at it, which
 * others may be in as well. Without a cgroup /proc/vmstat counts for the whole machine.
 * @param subfolders The names of the folders in a folder; none where it cannot be read.
 */
export function readOomKills(
	cgroup: MemoryCgroup | undefined,
	read: ReadText,
	subfolders: (folder: string) => readonly string[],
): OomKills | undefined {
	const countIn = (folder: string): number | undefined =>
		keyedNumber(read(`${folder}/${cgroup?.version === 1 ? 'memory.oom_control' : 'memory.events'}`), 'oom_kill');
	const own = cgroup === undefined ? new Map<string, number>() : countsOf(cgroup, countIn, subfolders);
	if (cgroup === undefined || own.size === 0) {
		const count = keyedNumber(read('/proc/vmstat'), 'oom_kill');
		return count === undefined ? undefined : { own, around: new Map([['/proc/vmstat', count]]) };
	}
	const above = dirname(cgroup.folder);
	const count = cgroup.countsItselfOnly || own.has(cgroup.mountPoint) ? undefined : countIn(above);
	return { own, around: new Map(count === undefined ? [] : [[above, count]]) };
}

function countsOf(
	cgroup: MemoryCgroup,
	countIn: (folder: string) => number | undefined,
	subfolders: (folder: string) => readonly string[],
): Map<string, number> {
	const counts = new Map<string, number>();
	const container = cgroup.countsItselfOnly ? undefined : countIn(cgroup.mountPoint);
	if (container !== undefined) return counts.set(cgroup.mountPoint, container);
	const folders = [cgroup.folder];
	for (let seen = 0; seen < MOST_FOLDERS; seen++) {
		const folder = folders.shift();
		if (folder === undefined) break;
		const count = countIn(folder);
		if (count !== undefined) counts.set(folder, count);
		// The root of version 2 has no such file; those below it have.
		if (!cgroup.countsItselfOnly && count !== undefined) continue;
		for (const name of subfolders(folder)) folders.push(`${folder}/${name}`);
	}
	return counts;
}
