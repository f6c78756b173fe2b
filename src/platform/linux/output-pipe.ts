import { closeSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { errorCode, systemError } from '../errno.ts';
import type { OutputPipe } from '../system.ts';
import type { Addon } from './addon.ts';

/**
 * Enough for what a child writes while the loop is busy; 1 MiB was no faster when measured. Linux allows the pipes of a
 * user without CAP_SYS_RESOURCE, which container root is, 64 MiB together, and gives those beyond it 8 KB: with 256 KiB
 * that is room for 128 programs.
 */
export const OUTPUT_PIPE_BYTES: number = 256 * 1024;

/** splice(2) between a pipe and a file that cannot: a file opened for appending, a kind without it, no splice at all. */
const CANNOT_SPLICE = new Set(['EINVAL', 'ESPIPE', 'EBADF', 'ENOSYS', 'EPERM']);

/** The buffers that all pipes read into: a chunk is valid for the length of a callback, so one does for all. */
export interface ReadBuffers {
	/** For what the loop reads. */
	readonly flowing: Buffer;
	/** For `drain()`, which may be called from within another pipe's callback. */
	readonly draining: Buffer;
}

/** The read end of a child's stdout, stderr or notification pipe; owns `fd`, which does not block. */
export class LinuxOutputPipe implements OutputPipe {
	readonly #fd: number;
	readonly #addon: Addon;
	readonly #buffers: ReadBuffers;
	#socket: Socket | undefined;
	#isRead = false;
	#onData: (chunk: Buffer) => void = () => {};
	#onEnd: () => void = () => {};
	/** Once it is set the descriptor's number may already be another file's. */
	#closed = false;

	constructor(fd: number, addon: Addon, buffers: ReadBuffers) {
		this.#fd = fd;
		this.#addon = addon;
		this.#buffers = buffers;
	}

	read(onData: (chunk: Buffer) => void, onEnd: () => void): void {
		if (this.#closed || this.#isRead) throw new Error('this pipe is being read, or closed');
		this.#isRead = true;
		this.#onData = onData;
		this.#onEnd = onEnd;
		// Not within the turn that starts programs: what they write waits in the pipe, and node:net takes its time to load.
		process.nextTick(() => this.#flow());
	}

	#flow(): void {
		if (this.#closed) return;
		const { flowing } = this.#buffers;
		this.#socket = new Socket({
			fd: this.#fd,
			readable: true,
			writable: false,
			onread: {
				buffer: flowing,
				// libuv may have read this chunk and called back after close() in an earlier callback.
				callback: (count) => {
					if (!this.#closed) this.#onData(flowing.subarray(0, count));
					return true;
				},
			},
		});
		// A pipe has no error but its end; should there be one, 'close' follows.
		this.#socket.on('error', () => {});
		this.#socket.on('close', () => this.#finish());
	}

	drain(): void {
		if (this.#closed) return;
		// What is in it now and no more: whoever left the program's group may write for ever.
		let left = this.#addon.unread(this.#fd);
		while (left > 0 && !this.#closed) {
			const { draining } = this.#buffers;
			const count = this.#readNow(draining.subarray(0, Math.min(left, draining.length)));
			if (count === 0) return;
			left -= count;
			this.#onData(draining.subarray(0, count));
		}
	}

	/** How many bytes came; 0 where there is none. */
	#readNow(into: Buffer): number {
		try {
			return readSync(this.#fd, into, 0, into.length, null);
		} catch (error) {
			// A program may open its own stdout for reading, and take out what was in it a moment ago.
			if (errorCode(error) === 'EAGAIN') return 0;
			throw error;
		}
	}

	splice(fd: number, maxBytes: number): number {
		if (this.#closed) return 0;
		let moved = 0;
		while (moved < maxBytes) {
			const count = this.#addon.splice(this.#fd, fd, Math.min(maxBytes - moved, OUTPUT_PIPE_BYTES));
			if (count > 0) {
				moved += count;
				continue;
			}
			if (count === 0) break;
			const error = systemError('splice', -count);
			if (error.code === 'EAGAIN') break;
			// What was moved counts first; the next call meets the error again.
			if (moved > 0) break;
			if (CANNOT_SPLICE.has(error.code as string)) return -1;
			throw error;
		}
		return moved;
	}

	close(): void {
		if (this.#closed) return;
		// The socket owns the descriptor once there is one: closed twice, it could be another file's by then.
		if (this.#socket === undefined) closeSync(this.#fd);
		this.#socket?.destroy();
		this.#finish();
	}

	#finish(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#onEnd();
	}
}
