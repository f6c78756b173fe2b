import { constants } from 'node:os';
import { decodeWaitStatus, type ExitStatus } from '../../foundation/exit-status.ts';
import type { HelperProcesses } from '../proc/helper-processes.ts';
import { childrenOfThread } from '../proc/proc.ts';
import type { Addon } from './addon.ts';

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
	readonly addon: Addon;
	readonly helpers: HelperProcesses;
	/** The living spawned processes; the dead are removed here. */
	readonly spawned: Set<number>;
	readonly onExit: (exit: Exit) => void;
	readonly onOrphan: (exit: Exit) => void;
}

/** In a storm of orphans the loop gets its turn after so many. */
const MOST_IN_ONE_PASS = 20_000;

/**
 * Reaps on SIGCHLD. One signal may stand for many deaths, so each pass goes on until nobody dead is left.
 *
 * The helpers' dead are libuv's: it looks for them one by one on the same signal, before or after us. We peek
 * (WNOWAIT) and leave those alone; `waitpid(-1)` would steal them, and their `exit` event would never come.
 */
export class Reaper {
	readonly #parts: ReaperParts;
	readonly #onSignal = (): void => this.reap();
	#exits = 0;
	#orphans = 0;
	#mostInOnePass = 0;
	#again: NodeJS.Immediate | undefined;

	constructor(parts: ReaperParts) {
		this.#parts = parts;
		process.on('SIGCHLD', this.#onSignal);
		// Whoever died before the handler was there sent no signal: PID 1 may have been exec'ed by a shell with children.
		this.#again = setImmediate(this.#onSignal);
	}

	get statistics(): ReaperStatistics {
		return { exits: this.#exits, orphans: this.#orphans, mostInOnePass: this.#mostInOnePass };
	}

	/** Reaps all who are dead now. */
	reap(): void {
		const { addon, helpers } = this.#parts;
		let count = 0;
		for (; count < MOST_IN_ONE_PASS; count++) {
			const pid = addon.waitPeek();
			// 0: all live. ECHILD: there are none.
			if (pid <= 0) break;
			if (helpers.has(pid)) {
				// The kernel shows this one until libuv has reaped it, and hides the others behind it.
				count += this.#reapOthers();
				break;
			}
			this.#reapOne(pid);
		}
		this.#mostInOnePass = Math.max(this.#mostInOnePass, count);
		if (count >= MOST_IN_ONE_PASS) this.#again = setImmediate(this.#onSignal);
	}

	close(): void {
		process.off('SIGCHLD', this.#onSignal);
		clearImmediate(this.#again);
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
