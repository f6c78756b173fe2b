import { closeSync, writeSync } from 'node:fs';
import { errorCode } from './errno.ts';
import type { DescriptorOutput } from './files.ts';

const QUEUE_MAX_BYTES = 4 * 1024 * 1024;
const BLOCK_BYTES = 64 * 1024;
/** What waits in the patient writer's hands (PIPE_BUF): little, for meanwhile nothing else may be written. */
const PIECE_BYTES = 4096;

/** Bytes waiting for the reader; `start` to `end` of `buffer` are still to be written. */
interface Block {
	readonly buffer: Buffer;
	start: number;
	end: number;
}

/** Writes some bytes to a descriptor that is full now, as its reader makes room. */
export interface PatientWriter {
	/** Calls back, never before it returns, when all of `bytes` was taken or nothing more ever will be. */
	write(bytes: Buffer, callback: (error?: Error | null) => void): void;
	/** Forgets what is not written yet, and closes the descriptor. */
	close(): void;
}

export interface QueuedOutputOptions {
	/** `onBroken` is called where the descriptor turns out to be dead between two writes. */
	readonly openWriter: (fd: number, onBroken: () => void) => PatientWriter;
	/**
	 * The open file description is ours alone (it was opened by us), so that it is non-blocking already and `close()`
	 * closes it. Otherwise the writer is made at once: it makes the description non-blocking.
	 */
	readonly isPrivate: boolean;
}

/**
 * A pipe, a socket or a terminal, written to directly while the reader keeps up; what it does not take waits in a
 * bounded queue. The patient writer (and `node:net` with it) is made with the first byte that has to wait.
 *
 * One turn of the loop may bring megabytes of output, and the reader empties its pipe of 64 KiB many times meanwhile.
 * So the patient writer is called only at the end of the turn, and until then every 64 KiB are tried directly.
 */
export class QueuedOutput implements DescriptorOutput {
	readonly #fd: number;
	readonly #options: QueuedOutputOptions;
	readonly #blocks: Block[] = [];
	readonly #onEmpty = new Set<() => void>();
	#writer: PatientWriter | undefined;
	#pendingBytes = 0;
	#untriedBytes = 0;
	/** The patient writer has a piece. */
	#isWaiting = false;
	#endOfTurn: NodeJS.Immediate | undefined;
	/** Nobody will ever read this again (EPIPE, EIO of a terminal that is gone), or it was closed. */
	#isBroken = false;

	constructor(fd: number, options: QueuedOutputOptions) {
		this.#fd = fd;
		this.#options = options;
		if (!options.isPrivate) this.#openWriter();
	}

	get pendingBytes(): number {
		return this.#pendingBytes;
	}

	write(bytes: Buffer): boolean {
		if (this.#isBroken || bytes.length > QUEUE_MAX_BYTES - this.#pendingBytes) return false;
		if (this.#untriedBytes >= BLOCK_BYTES) this.#writeQueue();
		const written = this.#pendingBytes === 0 ? this.#writeNow(bytes) : 0;
		if (this.#isBroken) return false;
		if (written < bytes.length) this.#queue(written === 0 ? bytes : bytes.subarray(written));
		return true;
	}

	flush(timeoutMs: number, callback: () => void): void {
		this.#writeQueue();
		if (this.#pendingBytes === 0) {
			queueMicrotask(callback);
			return;
		}
		const done = () => {
			clearTimeout(timer);
			this.#onEmpty.delete(done);
			callback();
		};
		const timer = setTimeout(done, timeoutMs);
		this.#onEmpty.add(done);
	}

	close(): void {
		if (this.#isBroken) return;
		this.#break();
	}

	/** How many bytes the descriptor took at once. */
	#writeNow(bytes: Buffer): number {
		try {
			return writeSync(this.#fd, bytes);
		} catch (error) {
			if (errorCode(error) !== 'EAGAIN') this.#break();
			return 0;
		}
	}

	#queue(bytes: Buffer): void {
		const last = this.#blocks.at(-1);
		this.#pendingBytes += bytes.length;
		if (last !== undefined && last.buffer.length - last.end >= bytes.length) {
			bytes.copy(last.buffer, last.end);
			last.end += bytes.length;
		} else {
			const buffer = Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, bytes.length));
			bytes.copy(buffer);
			this.#blocks.push({ buffer, start: 0, end: bytes.length });
		}
		this.#untriedBytes += bytes.length;
		if (!this.#isWaiting) this.#endOfTurn ??= setImmediate(() => this.#wait());
	}

	/** Writes the oldest of the queue directly, as much as there is room for. */
	#writeQueue(): void {
		this.#untriedBytes = 0;
		while (!this.#isWaiting && this.#pendingBytes > 0) {
			const block = this.#blocks[0] as Block;
			const written = this.#writeNow(block.buffer.subarray(block.start, block.end));
			if (written === 0) return;
			this.#took(block, written);
		}
	}

	#wait(): void {
		this.#endOfTurn = undefined;
		this.#writeQueue();
		const block = this.#blocks[0];
		if (block === undefined || this.#isBroken) return;
		const piece = block.buffer.subarray(block.start, Math.min(block.end, block.start + PIECE_BYTES));
		this.#isWaiting = true;
		this.#openWriter()?.write(piece, (error) => {
			this.#isWaiting = false;
			if (this.#isBroken) return;
			if (error) {
				this.#break();
				return;
			}
			this.#took(block, piece.length);
			this.#writeQueue();
			if (this.#pendingBytes > 0) this.#endOfTurn ??= setImmediate(() => this.#wait());
		});
	}

	#took(block: Block, count: number): void {
		block.start += count;
		if (block.start === block.end) this.#blocks.shift();
		this.#pendingBytes -= count;
		if (this.#pendingBytes === 0) this.#emptied();
	}

	#openWriter(): PatientWriter | undefined {
		try {
			this.#writer ??= this.#options.openWriter(this.#fd, () => this.#break());
		} catch {
			// Nothing libuv can wait for: ERR_INVALID_FD_TYPE, EPERM of epoll_ctl(2).
			this.#break();
		}
		return this.#writer;
	}

	#break(): void {
		if (this.#isBroken) return;
		this.#isBroken = true;
		clearImmediate(this.#endOfTurn);
		this.#pendingBytes = 0;
		this.#blocks.length = 0;
		if (this.#options.isPrivate) {
			if (this.#writer === undefined) closeSync(this.#fd);
			else this.#writer.close();
		}
		this.#emptied();
	}

	#emptied(): void {
		for (const callback of [...this.#onEmpty]) callback();
	}
}
