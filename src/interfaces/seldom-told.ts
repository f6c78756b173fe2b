import type { Clock } from '../platform/system.ts';

/** How often the same thing is told. */
const TELL_AGAIN_MS = 60_000;

/** Something that strangers can make happen as often as they like: it is counted, and told at most once a minute. */
export class SeldomTold {
	readonly #clock: Pick<Clock, 'now'>;
	readonly #tell: (count: number, latest: string) => void;
	#count = 0;
	#tellAt = Number.NEGATIVE_INFINITY;

	/** `tell`: given how often it has happened so far, and by whom it happened last. */
	constructor(clock: Pick<Clock, 'now'>, tell: (count: number, latest: string) => void) {
		this.#clock = clock;
		this.#tell = tell;
	}

	happened(latest: string): void {
		this.#count += 1;
		const now = this.#clock.now();
		if (now < this.#tellAt) return;
		this.#tellAt = now + TELL_AGAIN_MS;
		this.#tell(this.#count, latest);
	}
}
