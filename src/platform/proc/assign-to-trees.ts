import type { TreeIdentity } from '../tree-identity.ts';
import type { ProcessUsage } from './process-usage.ts';

export interface TreeSearch {
	/** Of those who are asked for; the leader is alive. */
	readonly trees: readonly TreeIdentity[];
	/** All processes, by pid. */
	readonly processes: ReadonlyMap<number, ProcessUsage>;
	/** This process. */
	readonly self: number;
	/** What Node itself started. */
	readonly isHelper: (pid: number) => boolean;
	/** The environment of a process, `NAME=value`; none where it may not be read. */
	readonly environmentOf: (pid: number) => readonly string[];
}

/**
 * Whose each process is, in one pass over all: by the rules of {@link ProcessTree}. It is its leader's, its session's or
 * group's leader's, its parent's tree's; one that was adopted says itself, by the cookie in its environment.
 */
export function assignToTrees(search: TreeSearch): readonly (readonly ProcessUsage[])[] {
	const { trees, processes } = search;
	const byLeader = new Map(trees.map(({ leader }, index) => [leader, index]));
	const byCookie = new Map(trees.map(({ cookie }, index) => [cookie, index]));
	const owners = new Map<number, number | undefined>();

	function ownerOf(process: ProcessUsage): number | undefined {
		const { pid, session, group, parent } = process;
		if (owners.has(pid)) return owners.get(pid);
		// Numbers that were used again while we looked may make a circle.
		owners.set(pid, undefined);
		const named = byLeader.get(pid) ?? byLeader.get(session) ?? byLeader.get(group);
		const owner = named ?? (parent === search.self ? ownerOfAdopted(pid) : ownerOfParent(parent));
		owners.set(pid, owner);
		return owner;
	}

	function ownerOfParent(parent: number): number | undefined {
		const process = processes.get(parent);
		return process === undefined || parent === search.self ? undefined : ownerOf(process);
	}

	function ownerOfAdopted(pid: number): number | undefined {
		if (search.isHelper(pid)) return undefined;
		for (const entry of search.environmentOf(pid)) {
			const owner = byCookie.get(entry);
			if (owner !== undefined) return owner;
		}
		return undefined;
	}

	const members: ProcessUsage[][] = trees.map(() => []);
	for (const process of processes.values()) {
		if (process.pid === search.self) continue;
		const owner = ownerOf(process);
		if (owner !== undefined) members[owner]?.push(process);
	}
	return members;
}
