import type { Clock } from './system.ts';

/** How often a listener looks whether its socket's file is still there: `rm -rf /run/*` cuts nobody off for longer. */
const LOOK_MS = 5000;

/** Calls `look` every few seconds; returns what ends it. */
export function lookRepeatedly(clock: Clock, look: () => void): () => void {
	let cancel = () => {};
	const again = () => {
		cancel = clock.at(clock.now() + LOOK_MS, () => {
			again();
			look();
		});
	};
	again();
	return () => cancel();
}
