import { constants } from 'node:os';
import { decodeWaitStatus, type ExitStatus } from '../../foundation/exit-status.ts';
import type { HelperProcesses } from '../proc/helper-processes.ts';
import { childrenOfThread } from '../proc/proc.ts';
import type { Addon } from './addon.ts';
import { DeathWatch } from './death-watch.ts';

export interface Exit {
	readonly pid: number;
	readonly status: ExitStatus;
}

/** What the reaper has seen, for the daemon's log and metrics. */
export interface ReaperStatistics {
	/** Spawned processes that ended. */
	readonly exits: number;
	/** Orphans that were adopted and reaped. */
	readonly orphans: number;
	/** The most that one pass found dead. */
	readonly mostInOnePass: number;
}

interface ReaperParts {
	readonly addon: Pick<Addon, 'waitPeek' | 'waitReap' | 'reapOthers' | 'hearDeaths'>;
	readonly helpers: Pick<HelperProcesses, 'isEmpty' | 'has'>;
	/** The living spawned processes; the dead are removed here. */
	readonly spawned: Set<number>;
	readonly onExit: (exit: Exit) => void;
	readonly onOrphan: (exit: Exit) => void;
}

/** In a storm of orphans the loop gets its turn after so many. */
const MOST_IN_ONE_PASS = 20_000;
const MOST_IN_ONE_CALL = 256;

/**
 * Reaps on SIGCHLD. One signal may stand for many deaths, so each pass goes on until nobody dead is left.
 *
 * The helpers' dead are libuv's: it looks for them one by one on the same signal, before or after us. We peek
 * (WNOWAIT) and leave those alone; `waitpid(-1)` would steal them, and their `exit` event would never come.
 */
export class Reaper {
	readonly #parts: ReaperParts;
	readonly #watch: DeathWatch;
	/** Pairs of pid and status word. */
	readonly #dead = new Int32Array(2 * MOST_IN_ONE_CALL);
	#exits = 0;
	#orphans = 0;
	#mostInOnePass = 0;

	constructor(parts: ReaperParts) {
		this.#parts = parts;
		const { addon, helpers } = parts;
		this.#watch = new DeathWatch({ addon, helpers, look: () => this.#pass() });
	}

	get statistics(): ReaperStatistics {
		return { exits: this.#exits, orphans: this.#orphans, mostInOnePass: this.#mostInOnePass };
	}

	close(): void {
		this.#watch.close();
	}

	/** Reaps all who are dead now; how many of them were orphans. */
	#pass(): number {
		const before = this.#orphans;
		const count = this.#reapAll();
		this.#mostInOnePass = Math.max(this.#mostInOnePass, count);
		if (count >= MOST_IN_ONE_PASS) this.#watch.lookSoon();
		return this.#orphans - before;
	}

	#reapAll(): number {
		const { addon, helpers, spawned } = this.#parts;
		let count = 0;
		while (count < MOST_IN_ONE_PASS) {
			const pid = addon.waitPeek();
			// 0: all live. ECHILD: there are none.
			if (pid <= 0) break;
			// The kernel shows this one until libuv has reaped it, and hides the others behind it.
			if (helpers.has(pid)) return count + this.#reapOthers();
			const isOne = spawned.has(pid) || !helpers.isEmpty;
			const reaped = isOne ? Number(this.#reapOne(pid)) : this.#reapOrphans();
			// At least one, so that this ends whatever the kernel says.
			count += Math.max(1, reaped);
		}
		return count;
	}

	/** Orphans without number, up to the next of our own: whoever hears of that one may ask about others who are dead. */
	#reapOrphans(): number {
		const { addon, spawned, onOrphan } = this.#parts;
		const dead = this.#dead;
		const count = addon.reapOthers(Int32Array.from(spawned), dead);
		this.#orphans += count;
		for (let at = 0; at < 2 * count; at += 2) {
			onOrphan({ pid: dead[at] ?? 0, status: decodeWaitStatus(dead[at + 1] ?? 0) });
		}
		return count;
	}

	#reapOthers(): number {
		const { helpers, spawned } = this.#parts;
		// Without the kernel's list (CONFIG_PROC_CHILDREN) the orphans wait for the next signal.
		const children = childrenOfThread(process.pid, process.pid) ?? [...spawned];
		let count = 0;
		for (const pid of children) {
			if (!helpers.has(pid) && this.#reapOne(pid)) count++;
		}
		return count;
	}

	#reapOne(pid: number): boolean {
		const { addon, spawned, onExit, onOrphan } = this.#parts;
		const word = addon.waitReap(pid);
		if (word === -constants.errno.EAGAIN || word === -constants.errno.ECHILD) return false;
		if (word < 0) throw new Error(`waitpid ${pid} failed with ${word}`);
		const exit = { pid, status: decodeWaitStatus(word) };
		if (spawned.delete(pid)) {
			this.#exits++;
			onExit(exit);
		} else {
			this.#orphans++;
			onOrphan(exit);
		}
		return true;
	}
}
