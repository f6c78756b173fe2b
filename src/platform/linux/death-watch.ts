import type { HelperProcesses } from '../proc/helper-processes.ts';
import type { Addon } from './addon.ts';
import { RushGauge } from './rush-gauge.ts';

/** As often as that eight times, and it is a storm: two thousand passes a second. */
const RUSH_MS = 4;
const LOOK_EVERY_MS = 1;
/** So many orphans at one look, and the next one follows at once. */
const MANY = 100;
/** After so many looks in a row without an orphan the storm is over. */
const EMPTY_LOOKS = 4;

interface DeathWatchParts {
	readonly addon: Pick<Addon, 'hearDeaths'>;
	readonly helpers: Pick<HelperProcesses, 'isEmpty'>;
	/** Reaps all who are dead; how many orphans they were. */
	readonly look: () => number;
	/** Milliseconds; rough, and may be set back. */
	readonly now?: () => number;
}

/**
 * Knows when to look for the dead: mostly the kernel tells, by SIGCHLD. In a storm of orphans each signal costs more than
 * the orphan, for it wakes a loop that waits; then nothing is told, and the dead are looked for by the clock.
 *
 * libuv has no other way to hear of its own children than the signal: where one of those lives, it is never dropped.
 */
export class DeathWatch {
	readonly #parts: DeathWatchParts;
	readonly #now: () => number;
	readonly #rush = new RushGauge(RUSH_MS);
	readonly #onSignal = (): void => this.#told();
	#isByClock = false;
	#emptyLooks = 0;
	#cancelLook: () => void = () => {};

	constructor(parts: DeathWatchParts) {
		this.#parts = parts;
		this.#now = parts.now ?? Date.now;
		process.on('SIGCHLD', this.#onSignal);
		// Whoever died before the handler was there sent no signal: PID 1 may have been exec'ed by a shell with children.
		this.lookSoon();
	}

	/** Once more, when the loop has had its turn. */
	lookSoon(): void {
		this.#cancelLook();
		const immediate = setImmediate(() => (this.#isByClock ? this.#lookByClock() : this.#told()));
		this.#cancelLook = () => clearImmediate(immediate);
	}

	close(): void {
		this.#cancelLook();
		this.#hearAgain();
		process.off('SIGCHLD', this.#onSignal);
	}

	#told(): void {
		const { addon, helpers, look } = this.#parts;
		if (look() === 0 || this.#isByClock || !this.#rush.isOn(this.#now()) || !helpers.isEmpty) return;
		if (addon.hearDeaths(0) !== 0) return;
		this.#isByClock = true;
		this.#emptyLooks = 0;
		this.#lookLater();
	}

	#lookLater(): void {
		this.#cancelLook();
		const timer = setTimeout(() => this.#lookByClock(), LOOK_EVERY_MS);
		this.#cancelLook = () => clearTimeout(timer);
	}

	#lookByClock(): void {
		const { helpers, look } = this.#parts;
		// Before it looks: what that tells may close us, or ask for one more look.
		this.#lookLater();
		const orphans = look();
		if (!this.#isByClock) return;
		this.#emptyLooks = orphans === 0 ? this.#emptyLooks + 1 : 0;
		if (this.#emptyLooks === EMPTY_LOOKS || !helpers.isEmpty) this.#hearAgain();
		else if (orphans >= MANY) this.lookSoon();
	}

	#hearAgain(): void {
		if (!this.#isByClock) return;
		this.#isByClock = false;
		this.#cancelLook();
		this.#parts.addon.hearDeaths(1);
		// For those who have died since the last look, libuv's among them.
		process.kill(process.pid, 'SIGCHLD');
	}
}
