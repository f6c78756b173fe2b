import type { Clock } from '../platform/system.ts';

/** XML-RPC's largest int; supervisord caps its times there. */
const MOST_SECONDS = 2 ** 31 - 1;

/** A monotonic time as whole seconds since 1970, as the machine's clock counts them now; 0 for what never happened. */
export function wallSecondsAt(clock: Clock, atMs: number | undefined): number {
	if (atMs === undefined) return 0;
	const wallMs = clock.wall() - (clock.now() - atMs);
	return Math.min(Math.max(Math.floor(wallMs / 1000), 0), MOST_SECONDS);
}
