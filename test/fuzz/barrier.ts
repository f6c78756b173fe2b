import type { PodUnderFire } from './pod-under-fire.ts';

/** Tells when the daemon has had a turn: it answered somebody else, who asked later. */
export class Barrier {
	readonly #fire: PodUnderFire;
	#next: Promise<unknown> | undefined;
	#present: Promise<unknown> = Promise.resolve();

	constructor(fire: PodUnderFire) {
		this.#fire = fire;
	}

	/** All who wait while one question is under way share the next one. */
	async passed(): Promise<void> {
		this.#next ??= this.#present.then(() => {
			this.#next = undefined;
			this.#present = this.#fire.call(this.#fire.unix, 'supervisor.getPID');
			return this.#present;
		});
		await this.#next;
	}
}
