import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/**
 * The children that Node started and that libuv reaps itself: probes, hooks and other helper commands.
 * Every ChildProcess announces itself on this channel when it is constructed, before it has a pid. One that is
 * reaped by somebody else never emits `exit`.
 */
export class HelperProcesses {
	readonly #children = new Set<ChildProcess>();
	readonly #remember = (message: unknown): void => {
		this.#forgetTheDead();
		this.#children.add((message as { readonly process: ChildProcess }).process);
	};

	constructor() {
		subscribe('child_process', this.#remember);
	}

	/** No child of libuv's lives, or is dead and not reaped. */
	get isEmpty(): boolean {
		this.#forgetTheDead();
		return this.#children.size === 0;
	}

	has(pid: number): boolean {
		this.#forgetTheDead();
		for (const child of this.#children) {
			if (child.pid === pid) return true;
		}
		return false;
	}

	close(): void {
		unsubscribe('child_process', this.#remember);
	}

	/** An exit is noted as soon as libuv reaped it; a failed spawn never gets a pid. */
	#forgetTheDead(): void {
		for (const child of this.#children) {
			if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) this.#children.delete(child);
		}
	}
}
