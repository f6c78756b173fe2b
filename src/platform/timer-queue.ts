interface Timer {
	readonly atMs: number;
	/** Among those of one instant the lower comes first, then the older. */
	readonly rank: number;
	readonly callback: () => void;
}

/** What is to happen when, in order: by time, then by rank, then by age. */
export class TimerQueue {
	/** The next one is the last, so that it is taken off without moving the others; there are dozens, not thousands. */
	readonly #timers: Timer[] = [];

	/** Returns what takes it out again; harmless once it has happened. */
	add(atMs: number, rank: number, callback: () => void): () => void {
		const timer = { atMs, rank, callback };
		let low = 0;
		let high = this.#timers.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (comesFirst(timer, this.#timers[middle] as Timer)) low = middle + 1;
			else high = middle;
		}
		this.#timers.splice(low, 0, timer);
		return () => {
			const index = this.#timers.indexOf(timer);
			if (index !== -1) this.#timers.splice(index, 1);
		};
	}

	/** When the next one is due; `undefined` when there is none. */
	nextAt(): number | undefined {
		return this.#timers.at(-1)?.atMs;
	}

	/** Takes out the next one. */
	take(): (() => void) | undefined {
		return this.#timers.pop()?.callback;
	}
}

/** Not where they are equal: then the older one does. */
function comesFirst(a: Timer, b: Timer): boolean {
	return a.atMs < b.atMs || (a.atMs === b.atMs && a.rank < b.rank);
}
