import { spawnSync } from 'node:child_process';
import type { TreeIdentity } from '../tree-identity.ts';

interface ListedProcess {
	readonly pid: number;
	readonly parent: number;
	readonly group: number;
	readonly alive: boolean;
}

/** The living members of a tree as ps(1) knows them: the leader's descendants and its process group, no cookies. */
export function liveTreeByPs({ leader }: TreeIdentity): number[] {
	const processes = listProcesses();
	const below = descendantsOf(leader, processes);
	return processes
		.filter(({ pid, group, alive }) => alive && (group === leader || below.has(pid)))
		.map(({ pid }) => pid);
}

/** The living descendants of this process as ps(1) knows them, without those below `except`. */
export function liveDescendantsByPs(except: (pid: number) => boolean): number[] {
	const processes = listProcesses().filter(({ pid }) => !except(pid));
	const below = descendantsOf(process.pid, processes);
	below.delete(process.pid);
	return processes.filter(({ pid, alive }) => alive && below.has(pid)).map(({ pid }) => pid);
}

function descendantsOf(root: number, processes: readonly ListedProcess[]): Set<number> {
	const found = new Set([root]);
	for (let before = 0; before < found.size; ) {
		before = found.size;
		for (const { pid, parent } of processes) {
			if (found.has(parent)) found.add(pid);
		}
	}
	return found;
}

function listProcesses(): ListedProcess[] {
	const { pid: ps, stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat='], { encoding: 'utf8' });
	return (stdout ?? '')
		.split('\n')
		.map((line) => line.trim().split(/\s+/))
		.map(([pid, parent, group, state]) => ({
			pid: Number(pid),
			parent: Number(parent),
			group: Number(group),
			alive: state !== undefined && !state.startsWith('Z'),
		}))
		.filter(({ pid }) => pid > 0 && pid !== ps);
}

/** The TCP ports on which some processes listen, as lsof(8) knows them. */
export function listeningPortsByLsof(pids: readonly number[]): ReadonlySet<number> {
	if (pids.length === 0) return new Set();
	const argv = ['-nP', '-a', '-iTCP', '-sTCP:LISTEN', '-p', pids.join(','), '-Fn'];
	const { stdout } = spawnSync('lsof', argv, { encoding: 'utf8' });
	return new Set(Array.from((stdout ?? '').matchAll(/^n.*:(\d+)$/gm), ([, port]) => Number(port)));
}
