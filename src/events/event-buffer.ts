import type { DaemonLog } from '../logs/daemon-log.ts';
import type { EventSerials } from './event-serials.ts';
import type { PodEvent } from './pod-event.ts';

/** An event that waits for a listener, or for its answer. */
export interface QueuedEvent {
	readonly event: PodEvent;
	readonly serial: number;
	readonly poolSerial: number;
}

export interface EventBufferOptions {
	/** Whose events these are. */
	readonly pool: string;
	readonly serials: EventSerials;
	readonly log: Pick<DaemonLog, 'error'>;
}

/** The events that wait for the listeners of one pool. Where it is full the oldest is lost, counted and told in the log. */
export class EventBuffer {
	/** supervisord's `buffer_size`. What is too much goes when the next event comes. */
	maxEvents: number;
	readonly #options: EventBufferOptions;
	/** The oldest first. */
	readonly #events: QueuedEvent[] = [];
	#nextPoolSerial = 0;
	#dropped = 0;

	constructor(maxEvents: number, options: EventBufferOptions) {
		this.maxEvents = maxEvents;
		this.#options = options;
	}

	get length(): number {
		return this.#events.length;
	}

	/** How many were lost so far. */
	get dropped(): number {
		return this.#dropped;
	}

	/** The next one to be sent. */
	get first(): QueuedEvent | undefined {
		return this.#events[0];
	}

	/** It has been sent. */
	removeFirst(): void {
		this.#events.shift();
	}

	/** The last one to be sent; it gets its serials. */
	add(event: PodEvent): void {
		this.#makeRoom();
		this.#events.push({ event, serial: this.#options.serials.of(event), poolSerial: this.#nextPoolSerial++ });
	}

	/** It was sent in vain: it is the first again, under the serials that it has. */
	putBack(event: QueuedEvent): void {
		this.#makeRoom();
		this.#events.unshift(event);
	}

	#makeRoom(): void {
		const { pool, log } = this.#options;
		while (this.#events.length >= this.maxEvents) {
			const oldest = this.#events.shift();
			if (oldest === undefined) return;
			const { serial } = oldest;
			const dropped = ++this.#dropped;
			log.error(
				{ event: 'listener', group: pool, serial, dropped },
				`pool ${pool} event buffer overflowed, discarding event ${serial}`,
			);
		}
	}
}
