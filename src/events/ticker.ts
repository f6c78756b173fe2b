import type { Clock } from '../platform/system.ts';
import { describeOccurrence, type TickPeriod } from './describe-occurrence.ts';
import type { EventBus } from './event-bus.ts';

const PERIODS: readonly TickPeriod[] = [5, 60, 3600];

/** The wall clock may be set while an hour is waited for: it is looked at so often. */
const LONGEST_WAIT_MS = 60_000;

/**
 * TICK_5, TICK_60 and TICK_3600: one each time that the wall clock enters another slice of so many seconds since 1970,
 * as supervisord has it. While nobody asks for any of them there is no timer, and the pod sleeps.
 */
export class Ticker {
	readonly #clock: Clock;
	readonly #bus: EventBus;
	/** The slice that it is in now (seconds since 1970), of each period that is asked for. */
	readonly #slices = new Map<TickPeriod, number>();
	#cancel: (() => void) | undefined;

	constructor(clock: Clock, bus: EventBus) {
		this.#clock = clock;
		this.#bus = bus;
	}

	/** Looks who asks for ticks, and arms the timer or disarms it. */
	arm(): void {
		for (const period of PERIODS) {
			if (!this.#bus.wants(`TICK_${period}`)) this.#slices.delete(period);
			else if (!this.#slices.has(period)) this.#slices.set(period, this.#sliceOf(period));
		}
		this.#cancel?.();
		this.#cancel = undefined;
		const [shortest] = [...this.#slices.keys()].sort((a, b) => a - b);
		if (shortest === undefined) return;
		const untilNext = (this.#sliceOf(shortest) + shortest) * 1000 - this.#clock.wall();
		// At least a moment: the wall clock may be slower than the one that timers go by.
		const waitMs = Math.max(1, Math.min(untilNext, LONGEST_WAIT_MS));
		this.#cancel = this.#clock.at(this.#clock.now() + waitMs, () => this.#look());
	}

	close(): void {
		this.#slices.clear();
		this.#cancel?.();
		this.#cancel = undefined;
	}

	#look(): void {
		for (const [period, before] of [...this.#slices]) {
			const when = this.#sliceOf(period);
			if (when === before) continue;
			this.#slices.set(period, when);
			this.#bus.publish(describeOccurrence({ type: 'tick', period, when }));
		}
		this.arm();
	}

	#sliceOf(period: TickPeriod): number {
		const now = this.#clock.wall() / 1000;
		return Math.floor(now / period) * period;
	}
}
