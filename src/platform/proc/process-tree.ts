import type { TreeIdentity } from '../tree-identity.ts';
import { asOwner, type FilesystemIdentity } from './as-owner.ts';
import {
	allProcesses,
	childrenOf,
	childrenOfThread,
	hasEnvironmentEntry,
	isAlive,
	type ProcStat,
	readStat,
} from './proc.ts';

/**
 * Who belongs to a program, wherever it went.
 *
 * Its living leader's descendants do. So does whoever is in the leader's session or process group, or carries its
 * cookie in the environment, with all descendants: a daemon that forked twice, or called setsid.
 *
 * We are PID 1 or a subreaper, so whatever lost its parents is our own child. Once the leader is dead all that it
 * left is found among those of our children that are nobody's: as a rule none, and the answer costs one read of /proc.
 * Without the kernel's lists of children, or where we adopt nobody, all of /proc is searched.
 */
export class ProcessTree {
	readonly #parts: TreeParts;

	constructor(parts: TreeParts) {
		this.#parts = parts;
	}

	/** The living members, the leader first if it lives. */
	of(tree: TreeIdentity): number[] {
		const own = this.#ownChildren();
		return own === undefined ? this.#searchAll(tree) : this.#searchAdopted(tree, own);
	}

	/** All living descendants of this process but the helpers and theirs. */
	descendants(): number[] {
		const own = this.#ownChildren() ?? childrenByParent(this.#livingProcesses()).get(process.pid) ?? [];
		const found: number[] = [];
		for (const pid of own) {
			if (!this.#parts.helpers.has(pid)) collect(pid, this.#childrenOf(), (stat) => found.push(stat.pid));
		}
		return found;
	}

	#searchAdopted(tree: TreeIdentity, own: readonly number[]): number[] {
		const { helpers, spawned } = this.#parts;
		const found: number[] = [];
		if (spawned.has(tree.leader)) collect(tree.leader, childrenOf, (stat) => found.push(stat.pid));
		for (const pid of own) {
			if (spawned.has(pid) || helpers.has(pid)) continue;
			this.#collectMembers(tree, pid, childrenOf, found);
		}
		return found;
	}

	#searchAll(tree: TreeIdentity): number[] {
		const living = this.#livingProcesses();
		const children = childrenByParent(living);
		const found: number[] = [];
		const seen = new Set<number>();
		for (const { pid } of living) {
			if (pid === process.pid || seen.has(pid)) continue;
			const stat = readStat(pid);
			if (stat === undefined || !isAlive(stat) || !this.#isMember(tree, stat)) continue;
			collect(
				pid,
				(parent) => children.get(parent) ?? [],
				(member) => {
					if (!seen.has(member.pid)) found.push(member.pid);
					seen.add(member.pid);
				},
			);
		}
		return found;
	}

	/** Below `pid`, a member brings all of its descendants; from a stranger the search goes on downwards. */
	#collectMembers(tree: TreeIdentity, pid: number, children: ChildrenOf, found: number[]): void {
		const strangers = [pid];
		for (let next = strangers.pop(); next !== undefined; next = strangers.pop()) {
			const stat = readStat(next);
			if (stat === undefined) continue;
			if (isAlive(stat) && this.#isMember(tree, stat)) collect(next, children, (member) => found.push(member.pid));
			else pushAll(strangers, children(next));
		}
	}

	#isMember({ leader, cookie }: TreeIdentity, stat: ProcStat): boolean {
		if (stat.pid === leader) return this.#parts.spawned.has(leader);
		if (stat.session === leader || stat.group === leader) return true;
		return asOwner(this.#parts.addon, stat.pid, () => hasEnvironmentEntry(stat.pid, cookie)) === true;
	}

	/** `undefined` where our children are not all who are left: no list, or orphans go to somebody else. */
	#ownChildren(): number[] | undefined {
		// What was cloned by this thread and what was adopted is on the first thread's list; no other thread forks.
		return this.#parts.adopts ? childrenOfThread(process.pid, process.pid) : undefined;
	}

	#childrenOf(): ChildrenOf {
		if (childrenOfThread(process.pid, process.pid) !== undefined) return childrenOf;
		const children = childrenByParent(this.#livingProcesses());
		return (pid) => children.get(pid) ?? [];
	}

	#livingProcesses(): ProcStat[] {
		return allProcesses()
			.map(readStat)
			.filter((stat) => stat !== undefined)
			.filter(isAlive);
	}
}

interface TreeParts {
	/** `undefined`: what belongs to other users stays closed to us. */
	readonly addon: FilesystemIdentity | undefined;
	readonly helpers: { has(pid: number): boolean };
	/** The living spawned processes. */
	readonly spawned: ReadonlySet<number>;
	/** Are we PID 1 or a subreaper? */
	readonly adopts: boolean;
}

type ChildrenOf = (pid: number) => readonly number[];

/**
 * Visits the living of a process and its descendants, parents first. A dead one's children are not its own any more.
 * Not by recursion: a program may nest its processes deeper than our stack is.
 */
function collect(pid: number, children: ChildrenOf, visit: (stat: ProcStat) => void): void {
	const pids = [pid];
	for (let next = pids.pop(); next !== undefined; next = pids.pop()) {
		const stat = readStat(next);
		if (stat === undefined) continue;
		if (isAlive(stat)) visit(stat);
		pushAll(pids, children(next));
	}
}

/** Not `push(...more)`, which has no room for many thousands. */
function pushAll(pids: number[], more: readonly number[]): void {
	for (const pid of more) pids.push(pid);
}

function childrenByParent(processes: readonly ProcStat[]): Map<number, number[]> {
	const children = new Map<number, number[]>();
	for (const { pid, parent } of processes) {
		const siblings = children.get(parent);
		if (siblings === undefined) children.set(parent, [pid]);
		else siblings.push(pid);
	}
	return children;
}
