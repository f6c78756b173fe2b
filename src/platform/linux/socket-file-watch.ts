import { type FSWatcher, watch } from 'node:fs';
import { lookRepeatedly } from '../look-repeatedly.ts';
import type { Clock } from '../system.ts';

export interface SocketFileWatchOptions {
	readonly path: string;
	readonly clock: Clock;
	/** Is what has the name now the file that was bound? */
	readonly isOurs: () => boolean;
	/** Called when it may not be. */
	readonly look: () => void;
}

/**
 * Notices that a socket's file was removed. It looks by the clock once, and from then on the kernel tells (inotify), so
 * that an idle daemon is not woken; where the kernel cannot, or the name is not ours for now, it goes on by the clock.
 */
export class SocketFileWatch {
	readonly #options: SocketFileWatchOptions;
	#watcher: FSWatcher | undefined;
	#stopLooking: (() => void) | undefined;
	#canBeTold = true;
	#closed = false;

	constructor(options: SocketFileWatchOptions) {
		this.#options = options;
		this.#lookByClock();
	}

	/** The name belongs to another file than before. */
	renew(): void {
		this.#watcher?.close();
		this.#watcher = undefined;
		this.#lookByClock();
	}

	close(): void {
		this.#closed = true;
		this.#watcher?.close();
		this.#stopLooking?.();
	}

	#lookByClock(): void {
		if (!this.#closed) this.#stopLooking ??= lookRepeatedly(this.#options.clock, () => this.#look());
	}

	#look(): void {
		const { isOurs, look } = this.#options;
		look();
		if (this.#closed) return;
		if (!isOurs()) this.renew();
		else if (this.#watcher === undefined && this.#canBeTold) this.#beTold();
	}

	#beTold(): void {
		try {
			const watcher = watch(this.#options.path, { persistent: false }, () => this.#look());
			watcher.on('error', () => this.#cannotBeTold());
			this.#watcher = watcher;
		} catch {
			// ENOSPC, EMFILE: the user has no more of inotify; ENOENT: removed a moment ago; ENOSYS.
			this.#cannotBeTold();
			return;
		}
		this.#stopLooking?.();
		this.#stopLooking = undefined;
		// It may have gone before the kernel was asked.
		if (!this.#options.isOurs()) this.renew();
	}

	#cannotBeTold(): void {
		this.#canBeTold = false;
		this.renew();
	}
}
