import type { Clock } from '../platform/system.ts';

/** A start, or the first request, has done all its work by then, and what comes after it leaves little behind. */
const SETTLED_MS = 3000;

/** Does something once, a while after the last of what disturbed the daemon's rest; never again by itself. */
export class Settling {
	readonly #clock: Pick<Clock, 'now' | 'at'>;
	readonly #onSettled: () => void;
	#cancel: (() => void) | undefined;

	constructor(clock: Pick<Clock, 'now' | 'at'>, onSettled: () => void) {
		this.#clock = clock;
		this.#onSettled = onSettled;
	}

	disturb(): void {
		this.#cancel?.();
		this.#cancel = this.#clock.at(this.#clock.now() + SETTLED_MS, () => {
			this.#cancel = undefined;
			this.#onSettled();
		});
	}

	close(): void {
		this.#cancel?.();
	}
}
