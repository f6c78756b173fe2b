import { closeSync } from 'node:fs';
import type { Addon } from './addon.ts';
import { LinuxOutputPipe, type ReadBuffers } from './output-pipe.ts';

/**
 * A pipe whose write end is ours as well, so that it does not end before it is closed: when its program dies, the loop
 * is told of the death and of nothing else.
 */
export class HeldOutputPipe extends LinuxOutputPipe {
	#writeEnd: number | undefined;

	/** Owns both ends. */
	constructor(readEnd: number, writeEnd: number, addon: Addon, buffers: ReadBuffers) {
		super(readEnd, addon, buffers);
		this.#writeEnd = writeEnd;
	}

	override close(): void {
		super.close();
		const writeEnd = this.#writeEnd;
		this.#writeEnd = undefined;
		if (writeEnd !== undefined) closeSync(writeEnd);
	}
}
