import type { TcpClient, TcpOutcome, TcpRequest } from '../tcp-client.ts';
import type { FakeClock } from './fake-clock.ts';

/** Ports that take connections as the test says; on the virtual clock, time-outs included. */
export class FakeTcpClient implements TcpClient {
	/** Every request so far. */
	readonly requests: TcpRequest[] = [];
	/** The ports that take connections. */
	readonly open: Set<number> = new Set();
	/** The ports that let their clients wait. */
	readonly hanging: Set<number> = new Set();
	readonly #clock: FakeClock;

	constructor(clock: FakeClock) {
		this.#clock = clock;
	}

	connect(request: TcpRequest): Promise<TcpOutcome> {
		this.requests.push(request);
		const { port, timeoutMs, signal } = request;
		const options = { signal, aborted: { type: 'failed', error: 'aborted' } } as const;
		if (this.hanging.has(port)) {
			return this.#clock.answer<TcpOutcome>(
				timeoutMs,
				{ type: 'failed', error: `timed out after ${timeoutMs / 1000} s` },
				options,
			);
		}
		const outcome: TcpOutcome = this.open.has(port)
			? { type: 'connected' }
			: { type: 'failed', error: 'connection refused' };
		return this.#clock.answer(0, outcome, options);
	}
}
