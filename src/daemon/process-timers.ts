import type { Clock } from '../platform/system.ts';

/** One timer a process at most; arming it replaces the one before. */
export class ProcessTimers {
	readonly #clock: Clock;
	readonly #cancels = new Map<string, () => void>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	arm(process: string, atMs: number, callback: () => void): void {
		this.disarm(process);
		const cancel = this.#clock.at(atMs, () => {
			this.#cancels.delete(process);
			callback();
		});
		this.#cancels.set(process, cancel);
	}

	disarm(process: string): void {
		this.#cancels.get(process)?.();
		this.#cancels.delete(process);
	}

	close(): void {
		for (const cancel of this.#cancels.values()) cancel();
		this.#cancels.clear();
	}
}
