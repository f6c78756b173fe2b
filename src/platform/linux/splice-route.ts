import { closeSync, readSync } from 'node:fs';
import { errorCode, systemError } from '../errno.ts';
import type { Addon } from './addon.ts';

/** As much goes through at once. */
const ROUTE_BYTES = 256 * 1024;
/** The loop waits with it; moving 4 MiB takes longer. */
const MOST_NAPS = 10;
const STRANDED_AT_ONCE_BYTES = 64 * 1024;

/** splice(2) between a pipe and a file that cannot: a file opened for appending, a kind without it, no splice at all. */
const CANNOT_SPLICE = new Set(['EINVAL', 'ESPIPE', 'EBADF', 'ENOSYS', 'EPERM']);

/**
 * A pipe of our own by way of which bytes go from a program's pipe into a file: pages change hands twice, and the program
 * need not wait while the file is written. One does for all programs, since it is empty between two calls; it is made when
 * it is first needed.
 */
export class SpliceRoute {
	readonly #addon: Addon;
	#ends: readonly [out: number, into: number] | undefined;
	#isBusy = false;

	constructor(addon: Addon) {
		this.#addon = addon;
	}

	/**
	 * Moves what is in the pipe `from` into the file `to`, as long as much comes. Gives how many bytes it moved, or -1 where
	 * it cannot. What was taken and the file refused goes to `onStranded`, before it returns.
	 */
	move(from: number, to: number, maxBytes: number, onStranded: (chunk: Buffer) => void): number {
		// Asked by whoever gets stranded bytes: those come first.
		if (this.#isBusy) return 0;
		const ends = this.#open();
		if (ends === undefined) return -1;
		const outcome = this.#addon.splice(from, to, maxBytes, ...ends, MOST_NAPS);
		if (typeof outcome !== 'number') {
			const [moved, stranded, errno] = outcome;
			if (stranded > 0) this.#deliver(ends[0], onStranded);
			return moved === 0 && stranded > 0 && isUnable(errno) ? -1 : moved;
		}
		if (isUnable(-outcome)) return -1;
		const error = systemError('splice', -outcome);
		if (error.code === 'EAGAIN') return 0;
		throw error;
	}

	close(): void {
		for (const fd of this.#ends ?? []) closeSync(fd);
		this.#ends = undefined;
	}

	#open(): readonly [number, number] | undefined {
		if (this.#ends !== undefined) return this.#ends;
		const ends = this.#addon.pipe(0, ROUTE_BYTES, undefined);
		// EMFILE, ENFILE: whoever wants the bytes reads them.
		if (typeof ends === 'number') return undefined;
		this.#ends = ends;
		return ends;
	}

	#deliver(out: number, onStranded: (chunk: Buffer) => void): void {
		this.#isBusy = true;
		try {
			const buffer = Buffer.allocUnsafe(STRANDED_AT_ONCE_BYTES);
			for (let count = readNow(out, buffer); count > 0; count = readNow(out, buffer)) {
				onStranded(buffer.subarray(0, count));
			}
		} finally {
			this.#isBusy = false;
		}
	}
}

function readNow(fd: number, into: Buffer): number {
	try {
		return readSync(fd, into, 0, into.length, null);
	} catch (error) {
		if (errorCode(error) === 'EAGAIN') return 0;
		throw error;
	}
}

function isUnable(errno: number): boolean {
	return CANNOT_SPLICE.has(systemError('splice', errno).code as string);
}
