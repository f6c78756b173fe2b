import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Clock } from '../../platform/system.ts';

/** How often the loop's lateness is measured: each time wakes it. */
const RESOLUTION_MS = 100;

/** Who was not scraped for so long is scraped no more. */
const IDLE_MS = 10 * 60_000;

export interface EventLoopFigures {
	/** `undefined` before there was something to measure. */
	readonly lagSeconds: number | undefined;
	readonly lagMaxSeconds: number | undefined;
	readonly activeSeconds: number;
}

/** How late the event loop is. A timer measures it, from the first question on and as long as somebody asks. */
export class EventLoopWatch {
	readonly #clock: Clock;
	#histogram: ReturnType<typeof monitorEventLoopDelay> | undefined;
	#cancelEnd: (() => void) | undefined;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Since the question before. */
	read(): EventLoopFigures {
		const histogram = this.#histogram;
		const { active }: EventLoopUtilization = performance.eventLoopUtilization();
		const isMeasured = histogram !== undefined && histogram.count > 0;
		const figures = {
			lagSeconds: isMeasured ? lateness(histogram.mean) : undefined,
			lagMaxSeconds: isMeasured ? lateness(histogram.max) : undefined,
			activeSeconds: active / 1000,
		};
		this.#goOn();
		return figures;
	}

	#goOn(): void {
		if (this.#histogram === undefined) {
			this.#histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
			this.#histogram.enable();
		} else if (this.#histogram.count > 0) this.#histogram.reset();
		this.#cancelEnd?.();
		this.#cancelEnd = this.#clock.at(this.#clock.now() + IDLE_MS, () => {
			this.#histogram?.disable();
			this.#histogram = undefined;
		});
	}
}

/** What is measured is the time between two looks, which should be {@link RESOLUTION_MS}. */
function lateness(nanoseconds: number): number {
	return Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1000);
}
