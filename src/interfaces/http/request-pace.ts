import type { Clock } from '../../platform/system.ts';

/** More in one second is no person, nor somebody's page or scraper. */
const MANY = 100;

/** Whether requests come so fast that their cost matters: told in each second in which they do, and once after the last. */
export class RequestPace {
	readonly #clock: Pick<Clock, 'now'>;
	readonly #tell: (isFast: boolean) => void;
	#second = 0;
	#count = 0;
	#isFast = false;

	constructor(clock: Pick<Clock, 'now'>, tell: (isFast: boolean) => void) {
		this.#clock = clock;
		this.#tell = tell;
	}

	/** Somebody asks. No timer runs: that it has become calm is noticed with the next request. */
	asked(): void {
		const second = Math.floor(this.#clock.now() / 1000);
		if (second !== this.#second) this.#begin(second);
		this.#count += 1;
		if (this.#count !== MANY) return;
		this.#isFast = true;
		this.#tell(true);
	}

	#begin(second: number): void {
		const wasCalm = this.#count < MANY || second !== this.#second + 1;
		if (this.#isFast && wasCalm) {
			this.#isFast = false;
			this.#tell(false);
		}
		this.#second = second;
		this.#count = 0;
	}
}
