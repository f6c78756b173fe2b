/**
 * What an event listener says on its stdout, and what follows from it (supervisord's PEventListenerDispatcher).
 *
 * ```
 * ACKNOWLEDGED ── "READY\n" ──→ READY ── an event is sent ──→ BUSY ── "RESULT 2\nOK" ──→ ACKNOWLEDGED
 * ```
 *
 * Anything else leads to UNKNOWN, for as long as this process lives. As with supervisord, the seven bytes before a
 * result's length are not looked at, and a result other than `OK` means that the event was not processed.
 *
 * Nothing that a listener writes makes this grow: the one question to a result is whether it is `OK`, so the rest of a
 * long one is counted and forgotten, and a line without an end is given up after {@link MOST_LINE_BYTES}.
 */
export type ListenerState = 'ACKNOWLEDGED' | 'READY' | 'BUSY' | 'UNKNOWN';

export type ListenerDecision =
	/** It waits for an event. */
	| { readonly type: 'ready' }
	/** It is done with the event; `ok`: and has processed it. */
	| { readonly type: 'result'; readonly ok: boolean }
	/** It broke the protocol; `line`: what should have been the first line of a result. */
	| { readonly type: 'violation'; readonly from: ListenerState; readonly line: Buffer | undefined };

const READY_TOKEN = Buffer.from('READY\n');
const RESULT_TOKEN_LENGTH = 'RESULT '.length;
const OK = Buffer.from('OK');

/** `RESULT 2` has 8. */
const MOST_LINE_BYTES = 4096;

/** What Python's `int()` takes of bytes, but nothing below 0: so much is never to come. */
const LENGTH = /^[\t-\r ]*(?:\+?(\d+(?:_\d+)*)|-[0_]*0)[\t-\r ]*$/;

const NOTHING = Buffer.alloc(0);

/** The protocol with one process, from its spawn to its end. */
export class ListenerProtocol {
	#state: ListenerState = 'ACKNOWLEDGED';
	/** The beginning of a token or line whose end has not come. */
	#held: Buffer = NOTHING;
	/** While a result is read: how long it is, and how much of it is still to come. */
	#result: { readonly length: number; left: number } | undefined;

	get state(): ListenerState {
		return this.#state;
	}

	/** An event was sent to it; it must have been READY. */
	sent(): void {
		if (this.#state !== 'READY') throw new Error(`an event was sent to a listener that is ${this.#state}`);
		this.#state = 'BUSY';
	}

	/** What follows from these bytes, in order; how they were chunked makes no difference. */
	feed(bytes: Buffer): readonly ListenerDecision[] {
		const decisions: ListenerDecision[] = [];
		let rest = bytes;
		while (rest.length > 0 && this.#state !== 'UNKNOWN') rest = this.#take(rest, decisions);
		return decisions;
	}

	/** Takes something off the front of `bytes`, which is not empty; returns the rest. */
	#take(bytes: Buffer, decisions: ListenerDecision[]): Buffer {
		if (this.#state === 'ACKNOWLEDGED') return this.#takeReady(bytes, decisions);
		if (this.#state === 'READY') return this.#violate(decisions);
		return this.#result === undefined ? this.#takeLine(bytes, decisions) : this.#takeResult(bytes, decisions);
	}

	#takeReady(bytes: Buffer, decisions: ListenerDecision[]): Buffer {
		const wanted = READY_TOKEN.length - this.#held.length;
		this.#held = Buffer.concat([this.#held, bytes.subarray(0, wanted)]);
		if (this.#held.length < READY_TOKEN.length) return NOTHING;
		if (!this.#held.equals(READY_TOKEN)) return this.#violate(decisions);
		this.#held = NOTHING;
		this.#state = 'READY';
		decisions.push({ type: 'ready' });
		return bytes.subarray(wanted);
	}

	#takeLine(bytes: Buffer, decisions: ListenerDecision[]): Buffer {
		const end = bytes.indexOf('\n');
		const room = MOST_LINE_BYTES - this.#held.length;
		const line = Buffer.concat([this.#held, bytes.subarray(0, end < 0 ? room : Math.min(end, room))]);
		if (line.length >= MOST_LINE_BYTES) return this.#violate(decisions, line);
		this.#held = line;
		if (end < 0) return NOTHING;
		const match = LENGTH.exec(line.toString('latin1', RESULT_TOKEN_LENGTH));
		if (match === null) return this.#violate(decisions, line);
		const length = Number(match[1]?.replaceAll('_', '') ?? 0);
		this.#held = NOTHING;
		this.#result = { length, left: length };
		if (length === 0) this.#finishResult(decisions);
		return bytes.subarray(end + 1);
	}

	#takeResult(bytes: Buffer, decisions: ListenerDecision[]): Buffer {
		const { length, left } = this.#result as { length: number; left: number };
		const part = bytes.subarray(0, left);
		if (length === OK.length) this.#held = Buffer.concat([this.#held, part]);
		this.#result = { length, left: left - part.length };
		if (part.length === left) this.#finishResult(decisions);
		return bytes.subarray(part.length);
	}

	#finishResult(decisions: ListenerDecision[]): void {
		decisions.push({ type: 'result', ok: this.#held.equals(OK) });
		this.#held = NOTHING;
		this.#result = undefined;
		this.#state = 'ACKNOWLEDGED';
	}

	#violate(decisions: ListenerDecision[], line?: Buffer): Buffer {
		decisions.push({ type: 'violation', from: this.#state, line });
		this.#state = 'UNKNOWN';
		this.#held = NOTHING;
		this.#result = undefined;
		return NOTHING;
	}
}
