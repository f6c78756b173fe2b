import { closeSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { errorCode } from '../errno.ts';
import type { OutputPipe } from '../system.ts';
import type { Addon } from './addon.ts';
import { LARGE_PIPE_BYTES, PipeRoom } from './pipe-room.ts';
import { RushGauge } from './rush-gauge.ts';
import type { SpliceRoute } from './splice-route.ts';

const LOOK_EVERY_MS = 1;
/** To be told of more than this is worth its while. */
const LITTLE_BYTES = 64 * 1024;
/** So much at one look, and a writer would wait if the next one did not follow at once. */
const MUCH_BYTES = LARGE_PIPE_BYTES / 2;
/** At one look: one writer must not keep the loop for itself. */
const MOST_AT_ONCE_BYTES = 4 * 1024 * 1024;
/** After so many looks in a row that found nothing the rush is over; a writer may just not have had a CPU. */
const EMPTY_LOOKS = 4;

/** What all pipes read into: a chunk is valid for the length of a callback, so one buffer does for all. */
export interface ReadBuffers {
	/** For what the loop reads. */
	readonly flowing: Buffer;
	/** For `drain()`, which may be called from within another pipe's callback. */
	readonly draining: Buffer;
	/** For what is spliced. */
	readonly route: SpliceRoute;
}

/** A look at the clock, in milliseconds since any moment; it may be set back. */
export type RoughClock = () => number;

/**
 * The read end of a child's stdout, stderr or notification pipe; owns `fd`, which does not block.
 *
 * Mostly the loop is told when there is something to read. A program that writes line by line as fast as it can would
 * have it told of each line, and the telling costs both of them more than the line: in such a rush nothing is told, and
 * the pipe is looked at by the clock, until a look finds nothing.
 */
export class LinuxOutputPipe implements OutputPipe {
	readonly #fd: number;
	readonly #addon: Addon;
	readonly #buffers: ReadBuffers;
	readonly #now: RoughClock;
	readonly #rush = new RushGauge();
	#room: PipeRoom | undefined;
	#cancelLook: () => void = () => {};
	#movedBytes = 0;
	#emptyLooks = 0;
	#isMuch = false;
	#socket: Socket | undefined;
	#isRead = false;
	#onData: (chunk: Buffer) => void = () => {};
	#onPlenty: () => void = () => {};
	#onEnd: () => void = () => {};
	#closed = false;

	constructor(fd: number, addon: Addon, buffers: ReadBuffers, now: RoughClock = Date.now) {
		this.#fd = fd;
		this.#addon = addon;
		this.#buffers = buffers;
		this.#now = now;
	}

	read(onData: (chunk: Buffer) => void, onEnd: () => void, onPlenty: () => void = () => {}): void {
		if (this.#closed || this.#isRead) throw new Error('this pipe is being read, or closed');
		this.#isRead = true;
		this.#onData = onData;
		this.#onEnd = onEnd;
		this.#onPlenty = onPlenty;
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
					if (!this.#closed) this.#told(flowing.subarray(0, count));
					return true;
				},
			},
		});
		// A pipe has no error but its end; should there be one, 'close' follows.
		this.#socket.on('error', () => {});
		this.#socket.on('close', () => this.#finish());
	}

	#told(chunk: Buffer): void {
		this.#movedBytes = chunk.length;
		this.#onData(chunk);
		if (this.#movedBytes < LITTLE_BYTES && this.#rush.isOn(this.#now())) this.#beginLooking();
	}

	/**
	 * Whether the descriptor's number is ours. At the pipe's end the socket closes it, and tells so only when the loop has
	 * come around: by then the number may be that of a client who was let in meanwhile.
	 */
	get #isOurs(): boolean {
		return !this.#closed && this.#socket?.destroyed !== true;
	}

	#beginLooking(): void {
		if (!this.#isOurs) return;
		this.#socket?.pause();
		this.#enlarge();
		this.#lookLater();
	}

	#enlarge(): void {
		if (!this.#isOurs) return;
		this.#room ??= new PipeRoom((bytes) => (this.#isOurs ? this.#addon.resizePipe(this.#fd, bytes) : 0));
		this.#room.enlarge();
	}

	#lookLater(): void {
		const timer = setTimeout(() => this.#look(), LOOK_EVERY_MS);
		this.#cancelLook = () => clearTimeout(timer);
	}

	#lookSoon(): void {
		const immediate = setImmediate(() => this.#look());
		this.#cancelLook = () => clearImmediate(immediate);
	}

	#look(): void {
		if (!this.#isOurs) return;
		this.#movedBytes = 0;
		this.#onPlenty();
		if (this.#movedBytes === 0) this.#readPlenty();
		if (!this.#isOurs) return;
		const wasMuch = this.#isMuch;
		this.#isMuch = this.#movedBytes >= MUCH_BYTES;
		this.#emptyLooks = this.#movedBytes === 0 ? this.#emptyLooks + 1 : 0;
		if (this.#movedBytes > 0) this.#enlarge();
		if (this.#isMuch) this.#lookSoon();
		// Its writer fills it in less than the clock can tell, and would wait for the next look.
		else if (wasMuch || this.#emptyLooks === EMPTY_LOOKS) this.#endLooking();
		else this.#lookLater();
	}

	#readPlenty(): void {
		const { flowing } = this.#buffers;
		while (this.#movedBytes < MOST_AT_ONCE_BYTES && this.#isOurs) {
			const count = this.#readNow(flowing);
			if (count === 0) return;
			this.#movedBytes += count;
			this.#onData(flowing.subarray(0, count));
			if (count < flowing.length) return;
		}
	}

	#endLooking(): void {
		this.#emptyLooks = 0;
		// Its end is told too.
		this.#socket?.resume();
	}

	drain(): void {
		if (!this.#isOurs) return;
		// What is in it now and no more: whoever left the program's group may write for ever.
		let left = this.#addon.unread(this.#fd);
		while (left > 0 && this.#isOurs) {
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
		if (!this.#isOurs) return 0;
		const moved = this.#buffers.route.move(this.#fd, fd, maxBytes, (chunk) => this.#onData(chunk));
		this.#movedBytes += Math.max(0, moved);
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
		this.#cancelLook();
		this.#room?.close();
		this.#onEnd();
	}
}
