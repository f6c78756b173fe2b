/** What Node gives an address; nobody gets less. */
const LEAST_MS = 250;
/** The longest that Node takes. */
const MOST_MS = 2 ** 31 - 1;

/**
 * How long each of a host's addresses is tried before the next, in milliseconds, where all of them have `timeoutMs`.
 *
 * Node's own 250 ms are less than a loop may be late on a busy machine, after which it gives up a connection to
 * `127.0.0.1` that was made long ago, and tries `::1`, where nobody listens: a healthy program would fail its probe. With
 * half of the time an address that never answers leaves enough for the next. One that refuses takes no time at all.
 */
export function attemptTimeout(timeoutMs: number): number {
	return Math.min(Math.max(LEAST_MS, Math.ceil(timeoutMs / 2)), MOST_MS);
}
