import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 10;

/** Looks again and again until it is so; rejects where it has not come to be after so many milliseconds. */
export async function until(isSo: () => boolean, timeoutMs = 60_000): Promise<void> {
	const began = performance.now();
	while (!isSo()) {
		if (performance.now() - began > timeoutMs) throw new Error(`in vain waited for ${timeoutMs / 1000} s`);
		await delay(LOOK_EVERY_MS);
	}
}
