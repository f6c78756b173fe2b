import type { Clock } from './system.ts';

/** setTimeout turns a longer delay into 1 ms. */
const MOST_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's clock. */
export function createClock(): Clock {
	const now = () => performance.now();
	return {
		now,
		wall: () => Date.now(),
		at(atMs, callback) {
			let timer: NodeJS.Timeout;
			const arm = () => {
				timer = setTimeout(fire, Math.min(MOST_TIMEOUT_MS, Math.max(1, Math.ceil(atMs - now()))));
			};
			const fire = () => {
				// libuv's clock counts whole milliseconds, so a timer may fire up to one early.
				if (now() < atMs) return arm();
				callback();
			};
			arm();
			return () => clearTimeout(timer);
		},
	};
}
