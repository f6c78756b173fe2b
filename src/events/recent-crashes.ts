import type { Observations } from './observations.ts';
import { keyOf } from './process-ref.ts';

/** So many ends by themselves within {@link CRASH_LOOP_WINDOW_MS} are a crash loop, though it may be up just now. */
export const CRASH_LOOP_CRASHES = 3;
export const CRASH_LOOP_WINDOW_MS: number = 5 * 60 * 1000;

/** More within the window say nothing more. */
const MOST_KEPT = 20;

/** When processes came to an end that was not expected, and were to be started again: the memory of crash loops. */
export class RecentCrashes {
	/** Monotonic milliseconds, by process, the oldest first. */
	readonly #times = new Map<string, number[]>();

	constructor(observations: Observations) {
		observations.on('state', ({ at, process, from, to, expected, willRestart }) => {
			const key = keyOf(process);
			// Somebody starts it by hand, with what was wrong mended perhaps.
			if (to === 'STARTING' && (from === 'FATAL' || from === 'STOPPED')) this.#times.delete(key);
			// A worker that ends as its exitcodes say, after so many jobs, is no crash loop.
			if (to === 'BACKOFF' || (to === 'EXITED' && !expected && willRestart)) this.#note(key, at);
		});
	}

	/** How often it crashed within the window before `now`. */
	of(key: string, now: number): number {
		return this.#times.get(key)?.filter((at) => now - at <= CRASH_LOOP_WINDOW_MS).length ?? 0;
	}

	#note(key: string, now: number): void {
		for (const [other, times] of this.#times) {
			if (now - (times.at(-1) ?? 0) > CRASH_LOOP_WINDOW_MS) this.#times.delete(other);
		}
		const times = this.#times.get(key) ?? [];
		times.push(now);
		if (times.length > MOST_KEPT) times.shift();
		this.#times.set(key, times);
	}
}
