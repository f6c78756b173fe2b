import type { Clock } from '../platform/system.ts';

/** A start, or the first request, has done all its work by then, and what comes after it leaves little behind. */
const SETTLED_MS = 3000;

/** So much work until then, and nothing has settled. */
const MUCH_WORK = 300;

/** Does something once, a while after the last of what disturbed the daemon's rest; never again by itself. */
export class Settling {
	readonly #clock: Pick<Clock, 'now' | 'at'>;
	readonly #onSettled: () => void;
	#cancel: (() => void) | undefined;
	#work = 0;

	constructor(clock: Pick<Clock, 'now' | 'at'>, onSettled: () => void) {
		this.#clock = clock;
		this.#onSettled = onSettled;
	}

	/** Something small was done, which alone is no disturbance: an orphan was reaped. */
	worked(): void {
		this.#work++;
	}

	disturb(): void {
		this.#cancel?.();
		this.#work = 0;
		this.#cancel = this.#clock.at(this.#clock.now() + SETTLED_MS, () => {
			this.#cancel = undefined;
			if (this.#work >= MUCH_WORK) this.disturb();
			else this.#onSettled();
		});
	}

	close(): void {
		this.#cancel?.();
	}
}
