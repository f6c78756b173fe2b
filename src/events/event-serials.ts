import type { PodEvent } from './pod-event.ts';

/**
 * supervisord's `serial`: counts, from 0, the events that any pool of listeners has taken, over all of them and over
 * restarts in place. An event that several pools take has one number.
 */
export class EventSerials {
	readonly #given = new WeakMap<PodEvent, number>();
	#next = 0;

	of(event: PodEvent): number {
		const given = this.#given.get(event);
		if (given !== undefined) return given;
		const serial = this.#next++;
		this.#given.set(event, serial);
		return serial;
	}
}
