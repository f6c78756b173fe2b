import type { Readable, Writable } from 'node:stream';
import type { InputPipe, OutputPipe } from '../system.ts';

const MOST_QUEUED_BYTES = 1024 * 1024;

/** A child's stdout, stderr or notification pipe, as one of Node's streams. */
export class StreamOutputPipe implements OutputPipe {
	readonly #stream: Readable;
	#onEnd: (() => void) | undefined;
	#ended = false;

	constructor(stream: Readable) {
		this.#stream = stream;
		// execa lets a stream flow that nobody reads by the next turn.
		stream.pause();
		// ECONNRESET and the like: 'close' follows.
		stream.on('error', () => {});
		stream.on('close', () => this.#finish());
	}

	read(onData: (chunk: Buffer) => void, onEnd: () => void): void {
		this.#onEnd = onEnd;
		this.#stream.on('data', (chunk: Buffer) => {
			if (!this.#ended) onData(chunk);
		});
		this.#stream.resume();
		if (this.#ended) onEnd();
	}

	/** Nothing to do: an exit is reported only after the streams have ended. */
	drain(): void {}

	splice(): number {
		return -1;
	}

	close(): void {
		this.#stream.destroy();
		this.#finish();
	}

	#finish(): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#onEnd?.();
	}
}

/** A child's stdin, as one of Node's streams. */
export class StreamInputPipe implements InputPipe {
	readonly #stream: Writable;

	constructor(stream: Writable) {
		this.#stream = stream;
		// EPIPE: the child closed it or is gone; the next write says so.
		stream.on('error', () => {});
	}

	write(bytes: Buffer): boolean {
		if (!this.#stream.writable) return false;
		if (this.#stream.writableLength > 0 && this.#stream.writableLength + bytes.length > MOST_QUEUED_BYTES) return false;
		// A copy: the caller may use its buffer again.
		this.#stream.write(Buffer.from(bytes));
		return true;
	}

	close(): void {
		this.#stream.end();
	}
}
