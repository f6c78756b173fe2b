import type { Clock } from '../platform/system.ts';

/** A start, or the first request, has done all its work by then, and what comes after it leaves little behind. */
const SETTLED_MS = 3000;

/** So much work until then, and nothing has settled. */
const MUCH_WORK = 300;

/** So many answers leave something behind; fewer are not worth the collection. */
const MANY_ANSWERS = 100;
/** Requests may come for ever, and each collection stops the loop for some hundredths of a second. */
const AFTER_ANSWERS_MS = 60_000;

/** Does something once, a while after the last of what disturbed the daemon's rest; never again by itself. */
export class Settling {
	readonly #clock: Pick<Clock, 'now' | 'at'>;
	readonly #onSettled: () => void;
	#cancel: (() => void) | undefined;
	#work = 0;
	#answers = 0;
	#isClosed = false;
	#settledAt = Number.NEGATIVE_INFINITY;

	constructor(clock: Pick<Clock, 'now' | 'at'>, onSettled: () => void) {
		this.#clock = clock;
		this.#onSettled = onSettled;
	}

	/** Something small was done, which alone is no disturbance: an orphan was reaped. */
	worked(): void {
		this.#work++;
	}

	/** A request was answered. After many it is done when they have ended, at most once a minute. */
	answered(): void {
		this.#work++;
		this.#answers++;
		if (this.#answers < MANY_ANSWERS || this.#cancel !== undefined) return;
		this.#wait(Math.max(SETTLED_MS, this.#settledAt + AFTER_ANSWERS_MS - this.#clock.now()));
	}

	disturb(): void {
		this.#cancel?.();
		this.#wait(SETTLED_MS);
	}

	close(): void {
		this.#cancel?.();
		this.#isClosed = true;
	}

	#wait(ms: number): void {
		if (this.#isClosed) return;
		this.#work = 0;
		this.#cancel = this.#clock.at(this.#clock.now() + ms, () => {
			if (this.#work >= MUCH_WORK) this.#wait(SETTLED_MS);
			else this.#settled();
		});
	}

	#settled(): void {
		this.#cancel = undefined;
		this.#answers = 0;
		this.#settledAt = this.#clock.now();
		this.#onSettled();
	}
}
