/** One Ctrl-C reaches us twice, from the terminal and from npm, which passes it on; two this far apart are two. */
const SAME_KEY_PRESS_MS = 500;

/**
 * Calls `stop` for each SIGINT, SIGTERM and SIGHUP, with what the supervisor is to get; `now` is a clock that only goes
 * forward, in milliseconds.
 *
 * @returns what ends it
 */
export function onStopRequest(
	stop: (signal: 'SIGINT' | 'SIGTERM') => void,
	now: () => number = () => performance.now(),
): () => void {
	let lastMs = Number.NEGATIVE_INFINITY;
	const request = (received: NodeJS.Signals) => {
		const nowMs = now();
		if (nowMs - lastMs < SAME_KEY_PRESS_MS) return;
		lastMs = nowMs;
		// To the supervisor SIGHUP would mean: restart everything.
		stop(received === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
	};
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
	for (const signal of signals) process.on(signal, request);
	return () => {
		for (const signal of signals) process.removeListener(signal, request);
	};
}
