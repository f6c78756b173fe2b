import { closeSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { errorCode } from '../errno.ts';
import type { InputPipe } from '../system.ts';

/** What a child may leave unread of its stdin beyond what its pipe holds. */
const MOST_QUEUED_BYTES = 1024 * 1024;

/** The write end of a child's stdin; owns `fd`, which does not block. */
export class LinuxInputPipe implements InputPipe {
	readonly #fd: number;
	/** Made when the pipe is full for the first time: most programs never read a byte, and a socket costs 4 KB. */
	#socket: Socket | undefined;
	#closed = false;

	constructor(fd: number) {
		this.#fd = fd;
	}

	write(bytes: Buffer): boolean {
		if (this.#closed) return false;
		const rest = this.#socket === undefined ? this.#writeNow(bytes) : bytes;
		if (rest === undefined) return false;
		if (rest.length === 0) return true;
		this.#socket ??= this.#openSocket();
		const queued = this.#socket.writableLength;
		// Where nothing is left unread one block may be of any size: a single event of several MiB arrives whole.
		if (queued > 0 && queued + rest.length > MOST_QUEUED_BYTES) return false;
		// A copy: the caller may use its buffer again.
		this.#socket.write(Buffer.from(rest));
		return true;
	}

	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		if (this.#socket === undefined) closeSync(this.#fd);
		// What is queued still goes out, if the child reads it.
		this.#socket?.end();
	}

	/** What the pipe had no room for; `undefined` when nobody reads it any more. */
	#writeNow(bytes: Buffer): Buffer | undefined {
		let rest = bytes;
		while (rest.length > 0) {
			try {
				rest = rest.subarray(writeSync(this.#fd, rest));
			} catch (error) {
				if (errorCode(error) === 'EAGAIN') return rest;
				// Node ignores SIGPIPE, so that it arrives as an error.
				if (errorCode(error) === 'EPIPE') return undefined;
				throw error;
			}
		}
		return rest;
	}

	#openSocket(): Socket {
		const socket = new Socket({ fd: this.#fd, readable: false, writable: true });
		// EPIPE: the child closed its stdin or is gone; the next write says so.
		socket.on('error', () => {});
		socket.on('close', () => {
			this.#closed = true;
		});
		return socket;
	}
}
