import { oneLine } from '../foundation/one-line.ts';
import type { Clock } from '../platform/system.ts';

/** What a program has said of itself by sd_notify(3) so far; it lasts as long as the program. */
export class NotifyState {
	/** `reloading` and `stopping` are not ready, until READY=1 comes again. */
	phase: 'silent' | 'ready' | 'reloading' | 'stopping' = 'silent';
	/** Monotonic milliseconds of the last WATCHDOG=1. */
	lastPingAt: number | undefined;
	/** WATCHDOG=trigger: it has found itself that it must be restarted. */
	isTriggered = false;
	readonly #clock: Clock;
	readonly #onStatus: (status: string) => void;
	readonly #listeners = new Set<() => void>();

	/** `onStatus`: its STATUS=, fit to be shown. */
	constructor(clock: Clock, onStatus: (status: string) => void) {
		this.#clock = clock;
		this.#onStatus = onStatus;
	}

	/** Calls back after each message. */
	on(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** A message came: assignments, one a line. What nobody here asks for (MAINPID=, FDSTORE=1 …) is ignored. */
	take(message: string): void {
		for (const line of message.split('\n')) this.#assign(line);
		for (const listener of [...this.#listeners]) listener();
	}

	#assign(line: string): void {
		if (line.startsWith('STATUS=')) {
			this.#onStatus(oneLine(line.slice('STATUS='.length)));
			return;
		}
		switch (line) {
			case 'READY=1':
				this.phase = 'ready';
				return;
			case 'RELOADING=1':
				this.phase = 'reloading';
				return;
			case 'STOPPING=1':
				this.phase = 'stopping';
				return;
			case 'WATCHDOG=1':
				this.lastPingAt = this.#clock.now();
				return;
			case 'WATCHDOG=trigger':
				this.isTriggered = true;
		}
	}
}
