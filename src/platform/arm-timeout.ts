/**
 * A timer that is later than this tells of this process and not of whom it waits for: it was stopped, or both were (docker
 * pause, a machine that slept), or had no CPU.
 */
const MOST_LATENESS_MS = 500;

/**
 * Calls back when somebody had `ms` milliseconds for an answer, and we for reading it: where this process itself did not
 * run meanwhile, they have the whole time once more, and no more than once. Returns what disarms it.
 */
export function armTimeout(ms: number, callback: () => void): () => void {
	let isExcused = false;
	const arm = (): NodeJS.Timeout => {
		const dueAt = performance.now() + ms;
		return setTimeout(() => {
			if (isExcused || performance.now() - dueAt <= MOST_LATENESS_MS) {
				callback();
				return;
			}
			isExcused = true;
			timer = arm();
		}, ms);
	};
	let timer = arm();
	return () => clearTimeout(timer);
}
