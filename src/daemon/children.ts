import { type Child, closeChild, drainChild } from './child.ts';

/** The number of no process, session or group. */
const NOBODY = -1;

/** The spawned processes of the pod, by their keys and by the pids of their leaders. */
export class Children {
	/** From the spawn until nothing of it is alive. */
	readonly #byKey = new Map<string, Child>();
	/** The living leaders. A dead one's number may be another's while what it left behind is still swept. */
	readonly #byPid = new Map<number, Child>();

	/**
	 * Another one. Whoever had its number before it is dead, and nobody is left in that session and group; what it left
	 * behind has gone to others and is found by its cookie.
	 */
	add(child: Child): void {
		for (const { tree } of this.#byKey.values()) if (tree.leader === child.pid) tree.leader = NOBODY;
		this.#byKey.set(child.key, child);
		this.#byPid.set(child.pid, child);
	}

	/** Of this process, though its leader may be dead. */
	of(key: string): Child | undefined {
		return this.#byKey.get(key);
	}

	/** Whose living leader has this pid. */
	ledBy(pid: number): Child | undefined {
		return this.#byPid.get(pid);
	}

	/** Whose leaders are alive. */
	living(): readonly Child[] {
		return [...this.#byPid.values()];
	}

	leaderDied({ pid }: Child): void {
		this.#byPid.delete(pid);
	}

	/** Nothing of it is alive. */
	forget(child: Child): void {
		this.#byKey.delete(child.key);
	}

	close(): void {
		for (const child of this.#byKey.values()) {
			child.stopWatching();
			drainChild(child);
			closeChild(child);
		}
	}
}
