import type { HttpClient, HttpOutcome, HttpRequest } from '../http-client.ts';
import type { FakeClock } from './fake-clock.ts';

/** What a question is answered with, and after how long; `undefined` hangs. */
export type FakeHttpScript = (
	request: HttpRequest,
) => { readonly afterMs?: number; readonly outcome: HttpOutcome } | undefined;

/** Servers that answer as the test says; on the virtual clock, time-outs included. */
export class FakeHttpClient implements HttpClient {
	/** Every request so far. */
	readonly requests: HttpRequest[] = [];
	/** Without one nobody listens. */
	script: FakeHttpScript = () => ({ outcome: { type: 'failed', error: 'connection refused' } });
	readonly #clock: FakeClock;

	constructor(clock: FakeClock) {
		this.#clock = clock;
	}

	/** Everything is answered with this from now on. */
	answer(status: number, body = '', headers: Readonly<Record<string, string>> = {}): void {
		this.script = () => ({ outcome: { type: 'answered', status, headers, body, isCut: false } });
	}

	request(request: HttpRequest): Promise<HttpOutcome> {
		this.requests.push(request);
		const { timeoutMs, signal } = request;
		const timedOut: HttpOutcome = { type: 'failed', error: `timed out after ${timeoutMs / 1000} s (no answer)` };
		const { afterMs = 0, outcome } = this.script(request) ?? { afterMs: Number.POSITIVE_INFINITY, outcome: timedOut };
		const told = afterMs < timeoutMs ? outcome : timedOut;
		return this.#clock.answer(Math.min(afterMs, timeoutMs), told, {
			signal,
			aborted: { type: 'failed', error: 'aborted' },
		});
	}
}
