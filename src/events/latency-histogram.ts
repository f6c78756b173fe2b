/** Upper bounds in seconds: from a probe of this machine to one that takes Kubernetes' patience. */
export const LATENCY_BUCKETS: readonly number[] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How long answers took, counted by how long. */
export class LatencyHistogram {
	/** Of each bucket alone; the last is of those beyond all bounds. */
	readonly #counts: number[] = new Array<number>(LATENCY_BUCKETS.length + 1).fill(0);
	#sumSeconds = 0;
	#count = 0;

	get count(): number {
		return this.#count;
	}

	get sumSeconds(): number {
		return this.#sumSeconds;
	}

	observe(seconds: number): void {
		const found = LATENCY_BUCKETS.findIndex((bound) => seconds <= bound);
		const bucket = found < 0 ? LATENCY_BUCKETS.length : found;
		this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
		this.#sumSeconds += seconds;
		this.#count += 1;
	}

	/** How many took as long as each of {@link LATENCY_BUCKETS} at most. */
	cumulative(): number[] {
		let sum = 0;
		return LATENCY_BUCKETS.map((_, bucket) => {
			sum += this.#counts[bucket] ?? 0;
			return sum;
		});
	}
}
