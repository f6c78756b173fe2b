import { setTimeout as delay } from 'node:timers/promises';

const STEP_MS = 10;

/** Asks until it is so. For what tells nobody when it changes; throws after `timeoutMs`. */
export async function untilTrue(what: string, ask: () => Promise<boolean>, timeoutMs = 10_000): Promise<void> {
	const until = performance.now() + timeoutMs;
	while (!(await ask())) {
		if (performance.now() > until) throw new Error(`waited for ${what}, but not in ${timeoutMs / 1000} s`);
		await delay(STEP_MS);
	}
}
