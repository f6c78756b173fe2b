import { errorCode } from '../platform/errno.ts';
import type { FilesystemSpace } from '../platform/filesystem-space.ts';
import type { System } from '../platform/system.ts';

export type DiskAnswer =
	| { readonly type: 'answered'; readonly space: FilesystemSpace }
	/** `code`: an errno's name. */
	| { readonly type: 'failed'; readonly code: string }
	/** It was asked now or before, and does not answer. */
	| { readonly type: 'hung' }
	/** It was not asked: too many others do not answer. */
	| { readonly type: 'skipped' };

/** A local disk answers in microseconds, a network mount in milliseconds. */
const PATIENCE_MS = 5000;

/** A question that hangs takes one of Node's four threads, which name look-ups and files need as well. */
const MOST_HUNG = 2;

/** Asks how full file systems are; one that hangs is asked no second time before it has answered the first. */
export class DiskQuestions {
	readonly #system: System;
	readonly #hung = new Set<string>();

	constructor(system: System) {
		this.#system = system;
	}

	/** Ask one path after the other. Never rejects, and does not take much longer than five seconds. */
	async ask(path: string): Promise<DiskAnswer> {
		if (this.#hung.has(path)) return { type: 'hung' };
		if (this.#hung.size >= MOST_HUNG) return { type: 'skipped' };
		this.#hung.add(path);
		const asked = this.#system
			.spaceOf(path)
			.then(
				(space): DiskAnswer => ({ type: 'answered', space }),
				(error: unknown): DiskAnswer => ({ type: 'failed', code: errorCode(error) ?? String(error) }),
			)
			.finally(() => this.#hung.delete(path));
		const { clock } = this.#system;
		return new Promise((resolve) => {
			const giveUp = clock.at(clock.now() + PATIENCE_MS, () => resolve({ type: 'hung' }));
			void asked.then((answer) => {
				giveUp();
				resolve(answer);
			});
		});
	}
}
