/** What one client, or all of them, may cost. */
export interface HttpLimits {
	/** Of a request line and its headers, in bytes; beyond: 431. */
	readonly headerMaxBytes: number;
	/** A new connection's first headers must be there by then. */
	readonly headerMs: number;
	/** The next request's headers must be there this long after an answer: idle time included. */
	readonly idleMs: number;
	/** Of a body; beyond: 413. A parser takes about 0.25 s for a MiB, in which nothing else happens. */
	readonly bodyMaxBytes: number;
	/** Of the bodies that are being read at once, from all clients; beyond: 503. */
	readonly bodiesMaxBytes: number;
	/** A body must be there this long after its headers. */
	readonly bodyMs: number;
	/** A client that takes nothing of an answer for so long has gone. */
	readonly stalledMs: number;
	/** Bytes of a stream that the client has not taken yet; beyond, it is cut off. */
	readonly streamMaxBytes: number;
	/** Requests that were sent before the one in front was answered; beyond, the connection is cut. */
	readonly pipelined: number;
	/** On one listening socket. */
	readonly connections: number;
	/** How long the answer to a wrong password takes. */
	readonly wrongPasswordMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
	headerMaxBytes: 16 * 1024,
	headerMs: 10_000,
	idleMs: 75_000,
	bodyMaxBytes: 2 * 1024 * 1024,
	bodiesMaxBytes: 16 * 1024 * 1024,
	bodyMs: 30_000,
	stalledMs: 120_000,
	streamMaxBytes: 1024 * 1024,
	pipelined: 16,
	connections: 400,
	wrongPasswordMs: 250,
};
