import type { TreeMemory } from '../platform/memory.ts';
import type { Clock } from '../platform/system.ts';
import type { ProcessMemory } from './process-memory.ts';
import type { WatchedProcess } from './watched-pod.ts';

/** What is known of a dead process is forgotten, if it does not come back, after as long. */
const KEPT_MS = 600_000;

/** What each process' tree took when it was last measured, also of the dead: an incident tells it. */
export class MeasuredProcesses {
	readonly #clock: Clock;
	readonly #measured = new Map<string, ProcessMemory>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	of(key: string): ProcessMemory | undefined {
		return this.#measured.get(key);
	}

	note({ key, generation }: WatchedProcess, tree: TreeMemory): void {
		const before = this.#measured.get(key);
		// What a descendant used that died without being waited for is in no count any more.
		const least = before?.generation === generation ? before.cpuSeconds : 0;
		this.#measured.set(key, {
			...tree,
			generation,
			cpuSeconds: Math.max(least, tree.cpuSeconds),
			wallMs: this.#clock.wall(),
		});
	}

	/** It is another spawn from now on. */
	forget(key: string): void {
		this.#measured.delete(key);
	}

	/** Of those that are dead, what is old. */
	forgetTheDead(living: ReadonlySet<string>): void {
		const old = this.#clock.wall() - KEPT_MS;
		for (const [key, { wallMs }] of this.#measured) {
			if (!living.has(key) && wallMs < old) this.#measured.delete(key);
		}
	}
}
