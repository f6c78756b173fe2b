const WITHIN_MS = 2;
const TIMES = 8;

/** Whether something happens so often that being told each time costs more than looking by the clock. */
export class RushGauge {
	readonly #withinMs: number;
	#since = Number.NEGATIVE_INFINITY;
	#times = 0;

	constructor(withinMs: number = WITHIN_MS) {
		this.#withinMs = withinMs;
	}

	/** It has happened; `nowMs` may be rough, and even be set back. */
	isOn(nowMs: number): boolean {
		if (nowMs - this.#since > this.#withinMs || nowMs < this.#since) {
			this.#since = nowMs;
			this.#times = 0;
		}
		this.#times += 1;
		if (this.#times < TIMES) return false;
		this.#since = Number.NEGATIVE_INFINITY;
		return true;
	}
}
