import { EVENT_TYPES } from '../config/build/event-types.ts';
import type { PodEvent } from './pod-event.ts';

interface Subscriber {
	readonly types: ReadonlySet<string>;
	readonly listener: (event: PodEvent) => void;
}

/** Who hears of what. Everybody is told within `publish()`, in the order of their subscriptions. */
export class EventBus {
	readonly #onError: (error: unknown, event: PodEvent) => void;
	readonly #subscribers = new Set<Subscriber>();
	#onInterest: () => void = () => {};

	/** `onError`: told of each listener that threw; the others hear of the event all the same. */
	constructor(onError: (error: unknown, event: PodEvent) => void) {
		this.#onError = onError;
	}

	/**
	 * Calls `listener` with each event of these types, once an event however many of them it is. A type stands for itself
	 * and for all that it begins: `PROCESS_STATE`, and `EVENT` for everything. Returns what ends the subscription.
	 */
	subscribe(types: readonly string[], listener: (event: PodEvent) => void): () => void {
		const subscriber = { types: new Set(types.flatMap(typesOf)), listener };
		this.#subscribers.add(subscriber);
		this.#onInterest();
		return () => {
			if (this.#subscribers.delete(subscriber)) this.#onInterest();
		};
	}

	/** Is there anybody who would hear of it? What is costly to describe need not be described for nobody. */
	wants(type: PodEvent['type']): boolean {
		for (const { types } of this.#subscribers) if (types.has(type)) return true;
		return false;
	}

	/** Calls back after each change of what `wants()` answers. */
	watchInterest(onInterest: () => void): void {
		this.#onInterest = onInterest;
	}

	publish(event: PodEvent): void {
		// Whoever subscribes while it is told about was not there when it happened.
		for (const { types, listener } of [...this.#subscribers]) {
			if (!types.has(event.type)) continue;
			try {
				listener(event);
			} catch (error) {
				this.#onError(error, event);
			}
		}
	}
}

function typesOf(wanted: string): readonly string[] {
	return EVENT_TYPES.filter((type) => wanted === 'EVENT' || type === wanted || type.startsWith(`${wanted}_`));
}
