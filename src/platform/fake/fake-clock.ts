import type { Clock } from '../system.ts';
import { TimerQueue } from '../timer-queue.ts';

/** What happens first among the things of one instant; data last, so that an exit overtakes it, as it may in truth. */
export type FakeRank = 'event' | 'data' | 'end';

const RANKS: Readonly<Record<FakeRank, number>> = { event: 0, data: 1, end: 2 };

/** More in one `advance()` than any honest test does: something happens without end in the same instant. */
const MOST_EVENTS = 10_000_000;

/** Time that passes only when it is told to. */
export class FakeClock implements Clock {
	readonly #queue = new TimerQueue();
	readonly #wallAtZero: number;
	#now = 0;

	constructor(wallAtZero: number = Date.UTC(2026, 0, 1)) {
		this.#wallAtZero = wallAtZero;
	}

	now(): number {
		return this.#now;
	}

	wall(): number {
		return this.#wallAtZero + this.#now;
	}

	at(atMs: number, callback: () => void): () => void {
		return this.#queue.add(Math.max(atMs, this.#now), RANKS.event, callback);
	}

	/** In this instant, but not before the caller has returned. */
	soon(rank: FakeRank, action: () => void): void {
		this.#queue.add(this.#now, RANKS[rank], action);
	}

	/** Somebody in the fake's world who answers so much later, unless the question is taken back. */
	answer<Answer>(
		afterMs: number,
		answer: Answer,
		{ signal, aborted }: { readonly signal: AbortSignal | undefined; readonly aborted: Answer },
	): Promise<Answer> {
		return new Promise((resolve) => {
			if (signal?.aborted) {
				resolve(aborted);
				return;
			}
			const cancel = this.at(this.#now + afterMs, () => resolve(answer));
			signal?.addEventListener(
				'abort',
				() => {
					cancel();
					resolve(aborted);
				},
				{ once: true },
			);
		});
	}

	/** Lets time pass: everything that is due on the way happens, in order, and what follows from it. */
	advance(ms: number): void {
		const until = this.#now + ms;
		for (let count = 0; this.#step(until); count++) {
			if (count > MOST_EVENTS) throw new Error(`the fake's world does not come to rest at ${this.#now} ms`);
		}
		this.#now = until;
	}

	/** As `advance()`, with a turn of the real loop after each event, for promises and streams. */
	async advanceInTurns(ms: number): Promise<void> {
		const until = this.#now + ms;
		do await new Promise((resolve) => setImmediate(resolve));
		while (this.#step(until));
		this.#now = until;
	}

	/** When something happens next; `undefined` when nothing ever will. */
	nextAt(): number | undefined {
		return this.#queue.nextAt();
	}

	#step(until: number): boolean {
		const next = this.nextAt();
		if (next === undefined || next > until) return false;
		this.#now = next;
		this.#queue.take()?.();
		return true;
	}
}
