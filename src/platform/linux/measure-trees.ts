import { setImmediate } from 'node:timers/promises';
import type { TreeMemory } from '../memory.ts';
import { asOwner, type FilesystemIdentity } from '../proc/as-owner.ts';
import { assignToTrees } from '../proc/assign-to-trees.ts';
import { allProcesses, readProc } from '../proc/proc.ts';
import { type ProcessUsage, readProcessUsage, TICKS_PER_SECOND } from '../proc/process-usage.ts';
import type { TreeIdentity } from '../tree-identity.ts';

/** So many processes are looked at before the loop has a turn: about a millisecond. */
const PROCESSES_A_TURN = 64;

export interface TreeMeasuring {
	readonly addon: FilesystemIdentity | undefined;
	readonly isHelper: (pid: number) => boolean;
	readonly pageBytes: number;
}

/** Measures many trees in one look at all processes of this PID namespace. */
export async function measureTrees(
	trees: readonly TreeIdentity[],
	{ addon, isHelper, pageBytes }: TreeMeasuring,
): Promise<readonly (TreeMemory | undefined)[]> {
	if (trees.length === 0) return [];
	const processes = new Map<number, ProcessUsage>();
	for (const [index, pid] of allProcesses().entries()) {
		if (index % PROCESSES_A_TURN === PROCESSES_A_TURN - 1) await setImmediate();
		const usage = readProcessUsage(pid);
		if (usage !== undefined) processes.set(pid, usage);
	}
	const environmentOf = (pid: number): readonly string[] =>
		asOwner(addon, pid, () => readProc(`/proc/${pid}/environ`))?.split('\0') ?? [];
	const members = assignToTrees({ trees, processes, self: process.pid, isHelper, environmentOf });
	return members.map((tree) => (tree.length === 0 ? undefined : sumUp(tree, pageBytes)));
}

function sumUp(tree: readonly ProcessUsage[], pageBytes: number): TreeMemory {
	let rssPages = 0;
	let cpuTicks = 0;
	for (const process of tree) {
		rssPages += process.rssPages;
		cpuTicks += process.cpuTicks;
	}
	return { rssBytes: rssPages * pageBytes, processes: tree.length, cpuSeconds: cpuTicks / TICKS_PER_SECOND };
}
