import type { Clock } from './system.ts';
import { TimerQueue } from './timer-queue.ts';

/** setTimeout turns a longer delay into 1 ms. */
const MOST_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's clock. What is due happens in order, however late the loop is; nothing due means no timer. */
export function createClock(): Clock {
	const queue = new TimerQueue();
	const now = sinceStart();
	let timer: NodeJS.Timeout | undefined;
	let armedFor = Number.POSITIVE_INFINITY;
	const arm = () => {
		const nextAt = queue.nextAt() ?? Number.POSITIVE_INFINITY;
		if (nextAt === armedFor) return;
		clearTimeout(timer);
		armedFor = nextAt;
		if (nextAt === Number.POSITIVE_INFINITY) return;
		timer = setTimeout(fire, Math.min(MOST_TIMEOUT_MS, Math.max(1, Math.ceil(nextAt - now()))));
	};
	const fire = () => {
		armedFor = Number.POSITIVE_INFINITY;
		// libuv counts whole milliseconds, so that this may be up to one early: then it is armed again.
		const due = now();
		try {
			while ((queue.nextAt() ?? Number.POSITIVE_INFINITY) <= due) queue.take()?.();
		} finally {
			arm();
		}
	};
	return {
		now,
		wall: () => Date.now(),
		at(atMs, callback) {
			// Not in the past, so that what adds itself again waits for the next turn and the loop goes on.
			const cancel = queue.add(Math.max(atMs, now()), 0, callback);
			arm();
			return () => {
				cancel();
				arm();
			};
		},
	};
}

/** As performance.now(), which loads node:perf_hooks first: 2 ms of a start. */
function sinceStart(): () => number {
	const milliseconds = (): number => {
		const [seconds, nanoseconds] = process.hrtime();
		return seconds * 1000 + nanoseconds / 1e6;
	};
	const start = milliseconds() - process.uptime() * 1000;
	return () => milliseconds() - start;
}
