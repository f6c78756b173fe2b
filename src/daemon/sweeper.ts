import { SIGKILL } from '../foundation/signals.ts';
import type { System } from '../platform/system.ts';
import type { TreeIdentity } from '../platform/tree-identity.ts';

/** Nothing tells the daemon of a death that it is not the parent of; then it looks this often. */
const LOOK_AGAIN_MS = 50;

/** A process in an uninterruptible system call does not die even by SIGKILL; it is given up after this. */
const GIVE_UP_MS = 5000;

interface Sweep {
	readonly tree: TreeIdentity;
	signal: number;
	readonly signalled: Set<number>;
	readonly onGone: (survivors: readonly number[]) => void;
	giveUpAt: number;
	cancel: () => void;
}

/**
 * Ends what dead leaders left behind: signals every member of a tree, also those that join while it looks, until
 * nothing of it is alive. SIGKILL is repeated at every look, any other signal is sent once to each.
 */
export class Sweeper {
	readonly #system: System;
	readonly #sweeps = new Map<TreeIdentity, Sweep>();
	#looking = false;

	constructor(system: System) {
		this.#system = system;
	}

	/** Sweeps a tree, or goes on with a sweep of it by another signal. `onGone` gets what could not be killed. */
	sweep(tree: TreeIdentity, signal: number, onGone: (survivors: readonly number[]) => void): void {
		const giveUpAt = this.#system.clock.now() + GIVE_UP_MS;
		const known = this.#sweeps.get(tree);
		if (known === undefined) {
			const sweep = { tree, signal, signalled: new Set<number>(), onGone, giveUpAt, cancel: () => undefined };
			this.#sweeps.set(tree, sweep);
			this.#look(sweep);
			return;
		}
		// The same signal again does not begin the patience anew: it is asked for every second of a stop.
		if (known.signal !== signal) {
			known.signal = signal;
			known.signalled.clear();
			known.giveUpAt = giveUpAt;
		}
		this.#look(known);
	}

	#look(sweep: Sweep): void {
		// It may have ended in the turn that another's end brought about: nobody is told twice.
		if (this.#sweeps.get(sweep.tree) !== sweep) return;
		sweep.cancel();
		const { clock, processes } = this.#system;
		const alive = processes.liveTree(sweep.tree);
		const isKill = sweep.signal === SIGKILL;
		if (alive.length === 0 || (isKill && clock.now() >= sweep.giveUpAt)) {
			this.#sweeps.delete(sweep.tree);
			sweep.onGone(alive);
			return;
		}
		for (const pid of alive) {
			if (sweep.signalled.has(pid) && !isKill) continue;
			sweep.signalled.add(pid);
			processes.signal(pid, sweep.signal, { group: false });
		}
		sweep.cancel = clock.at(clock.now() + LOOK_AGAIN_MS, () => this.#look(sweep));
	}

	/** An orphan was reaped, perhaps one that is waited for; a storm of them is one look. */
	lookSoon(): void {
		if (this.#looking || this.#sweeps.size === 0) return;
		this.#looking = true;
		const { clock } = this.#system;
		clock.at(clock.now(), () => {
			this.#looking = false;
			for (const sweep of [...this.#sweeps.values()]) this.#look(sweep);
		});
	}
}
