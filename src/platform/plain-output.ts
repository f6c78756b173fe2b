import { closeSync, writeSync } from 'node:fs';
import type { DescriptorOutput } from './files.ts';

/**
 * A regular file or a device like /dev/null: a write to it never waits for a reader.
 * It is written where the descriptor stands, not with O_APPEND: `> out.log 2>&1` shares one offset among all writers.
 */
export class PlainOutput implements DescriptorOutput {
	readonly #fd: number;
	readonly #isPrivate: boolean;
	/** The rest of what a full disk took only in part; it goes first, so that a line is not torn. */
	#rest: Buffer | undefined;

	/** `isPrivate`: the descriptor is ours, and `close()` closes it. */
	constructor(fd: number, isPrivate: boolean) {
		this.#fd = fd;
		this.#isPrivate = isPrivate;
	}

	get pendingBytes(): number {
		return this.#rest?.length ?? 0;
	}

	write(bytes: Buffer): boolean {
		if (!this.#writeRest()) return false;
		const written = this.#writeNow(bytes);
		if (written === 0 && bytes.length > 0) return false;
		if (written < bytes.length) this.#rest = Buffer.from(bytes.subarray(written));
		return true;
	}

	flush(_timeoutMs: number, callback: () => void): void {
		this.#writeRest();
		queueMicrotask(callback);
	}

	close(): void {
		this.#rest = undefined;
		if (this.#isPrivate) closeSync(this.#fd);
	}

	#writeRest(): boolean {
		if (this.#rest === undefined) return true;
		const rest = this.#rest.subarray(this.#writeNow(this.#rest));
		this.#rest = rest.length === 0 ? undefined : rest;
		return this.#rest === undefined;
	}

	#writeNow(bytes: Buffer): number {
		let written = 0;
		try {
			while (written < bytes.length) written += writeSync(this.#fd, bytes, written);
		} catch {
			// ENOSPC, EIO, EBADF …: the caller counts what was not taken and tries again with its next line.
		}
		return written;
	}
}
