import type { Clock } from '../platform/system.ts';
import type { Alert } from './alert.ts';
import type { Delivery } from './delivery.ts';
import { encodeAlert } from './encode-alert.ts';

/** What waits at most. */
export const MOST_WAITING = 1000;
export const MOST_WAITING_BYTES: number = 4 * 1024 * 1024;

/** The first wait; each further one is twice as long. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** What the other end may ask for. */
const LONGEST_ASKED_MS = 600_000;
/** When the daemon is about to end. */
const HURRIED_WAIT_MS = 200;

/** An alert that the other end fails at, while it does not say that it is overloaded or away, is given up after so many. */
const MOST_SUSPECT_ATTEMPTS = 8;

export interface DeliveryQueueOptions {
	readonly clock: Clock;
	/** Alerts of one attempt at most. */
	readonly batch: number;
	/** Tries once; never rejects, and ends within a bounded time. */
	readonly deliver: (alerts: readonly Alert[], signal: AbortSignal) => Promise<Delivery>;
	/** After each attempt: what became of so many alerts. */
	readonly onDelivery: (delivery: Delivery, count: number) => void;
	/** Alerts that had to make room for later ones. */
	readonly onDropped: (count: number) => void;
	/** What waited before a restart in place. */
	readonly waiting: readonly Alert[];
	/** 0 to 1, for the jitter. */
	readonly random: () => number;
}

interface Waiting {
	readonly alert: Alert;
	readonly bytes: number;
	attempts: number;
}

/**
 * Alerts on their way to one sink, one attempt at a time, the oldest first. What fails waits longer each time, with
 * jitter; what waits is bounded, in memory, and lost with the daemon.
 */
export class DeliveryQueue {
	readonly #options: DeliveryQueueOptions;
	readonly #waiting: Waiting[] = [];
	readonly #abort = new AbortController();
	#bytes = 0;
	/** How many of the first are being delivered. */
	#underWay = 0;
	#attempt: Promise<void> | undefined;
	/** So many wait to be alone. */
	#reserved = 0;
	#failures = 0;
	#cancelWait: (() => void) | undefined;
	#isHurried = false;
	#onIdle: (() => void)[] = [];

	constructor(options: DeliveryQueueOptions) {
		this.#options = options;
		for (const alert of options.waiting) this.#add(alert);
		this.#goOn();
	}

	get pending(): number {
		return this.#waiting.length;
	}

	push(alert: Alert): void {
		this.#add(alert);
		let dropped = 0;
		while (this.#isFull && this.#waiting.length > this.#underWay + 1) {
			const [oldest] = this.#waiting.splice(this.#underWay, 1);
			this.#bytes -= oldest?.bytes ?? 0;
			dropped += 1;
		}
		if (dropped > 0) this.#options.onDropped(dropped);
		this.#goOn();
	}

	/** Waits for the attempt that is under way, then runs this; no attempt is begun before it has ended. */
	async alone<Result>(run: () => Promise<Result>): Promise<Result> {
		this.#reserved += 1;
		while (this.#attempt !== undefined) await this.#attempt;
		const running = run();
		this.#attempt = running.then(
			() => undefined,
			() => undefined,
		);
		try {
			return await running;
		} finally {
			this.#reserved -= 1;
			this.#attempt = undefined;
			this.#goOn();
		}
	}

	/** Tries without patience; resolves when nothing waits any more, or it is closed. */
	flush(): Promise<void> {
		if (this.#waiting.length === 0 || this.#abort.signal.aborted) return Promise.resolve();
		this.#isHurried = true;
		this.#cancelWait?.();
		this.#cancelWait = undefined;
		this.#goOn();
		return new Promise((resolve) => this.#onIdle.push(resolve));
	}

	/** Ends the attempt that is under way; gives what was not delivered. */
	close(): readonly Alert[] {
		this.#abort.abort();
		this.#cancelWait?.();
		this.#tellIdle();
		return this.#waiting.map(({ alert }) => alert);
	}

	get #isFull(): boolean {
		return this.#waiting.length > MOST_WAITING || this.#bytes > MOST_WAITING_BYTES;
	}

	#add(alert: Alert): void {
		const bytes = Buffer.byteLength(encodeAlert(alert));
		this.#waiting.push({ alert, bytes, attempts: 0 });
		this.#bytes += bytes;
	}

	#goOn(): void {
		if (this.#attempt !== undefined || this.#reserved > 0) return;
		if (this.#cancelWait !== undefined || this.#abort.signal.aborted) return;
		if (this.#waiting.length === 0) {
			this.#tellIdle();
			return;
		}
		this.#attempt = this.#try();
	}

	async #try(): Promise<void> {
		const batch = this.#waiting.slice(0, this.#options.batch);
		this.#underWay = batch.length;
		for (const waiting of batch) waiting.attempts += 1;
		const { signal } = this.#abort;
		const delivery = await this.#options.deliver(
			batch.map(({ alert }) => alert),
			signal,
		);
		this.#attempt = undefined;
		this.#underWay = 0;
		// It may have arrived, and then arrives again: twice is better than not at all.
		if (signal.aborted) return;
		const told = this.#judge(delivery, batch);
		if (told.type !== 'retry') {
			this.#waiting.splice(0, batch.length);
			for (const { bytes } of batch) this.#bytes -= bytes;
		}
		this.#options.onDelivery(told, batch.length);
		if (told.type === 'retry') this.#waitLonger(told.afterMs);
		else this.#failures = 0;
		this.#goOn();
	}

	#judge(delivery: Delivery, [first]: readonly Waiting[]): Delivery {
		if (delivery.type !== 'retry' || !delivery.isSuspect) return delivery;
		const attempts = first?.attempts ?? 0;
		if (attempts < MOST_SUSPECT_ATTEMPTS) return delivery;
		return { type: 'refused', reason: `${delivery.reason}, ${attempts} times` };
	}

	#waitLonger(askedMs: number | undefined): void {
		const { clock, random } = this.#options;
		const backOffMs = Math.min(FIRST_WAIT_MS * 2 ** this.#failures, LONGEST_WAIT_MS);
		this.#failures = Math.min(this.#failures + 1, 16);
		// Pods that fail together must not come back together.
		const patientMs = Math.max(backOffMs * (0.5 + random() / 2), Math.min(askedMs ?? 0, LONGEST_ASKED_MS));
		const waitMs = this.#isHurried ? HURRIED_WAIT_MS : patientMs;
		this.#cancelWait = clock.at(clock.now() + waitMs, () => {
			this.#cancelWait = undefined;
			this.#goOn();
		});
	}

	#tellIdle(): void {
		this.#isHurried = false;
		const waiting = this.#onIdle;
		this.#onIdle = [];
		for (const resolve of waiting) resolve();
	}
}
