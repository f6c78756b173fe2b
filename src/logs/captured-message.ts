const BLOCK_BYTES = 16 * 1024;

interface Block {
	readonly bytes: Buffer;
	/** What of it is held. */
	start: number;
	end: number;
}

/**
 * What a program wrote between the tags so far. As supervisord keeps it: a piece that does not fit pushes as many bytes
 * out of the front as it has itself, and is kept whole, so that a message which is read at once is not cut. No more is
 * held than `maxBytes` or the longest piece, however small the pieces are.
 */
export class CapturedMessage {
	readonly #maxBytes: number;
	#blocks: Block[] = [];
	#length = 0;

	constructor(maxBytes: number) {
		this.#maxBytes = maxBytes;
	}

	append(piece: Buffer): void {
		if (this.#length + piece.length > this.#maxBytes) this.#dropFront(piece.length);
		this.#length += piece.length;
		let rest = piece;
		while (rest.length > 0) {
			const block = this.#blockWithRoom();
			const count = rest.copy(block.bytes, block.end);
			block.end += count;
			rest = rest.subarray(count);
		}
	}

	/** All of it; empty from now on. */
	take(): Buffer {
		const message = Buffer.concat(this.#blocks.map(({ bytes, start, end }) => bytes.subarray(start, end)));
		this.#blocks = [];
		this.#length = 0;
		return message;
	}

	#blockWithRoom(): Block {
		const last = this.#blocks.at(-1);
		if (last !== undefined && last.end < last.bytes.length) return last;
		const block = { bytes: Buffer.allocUnsafeSlow(BLOCK_BYTES), start: 0, end: 0 };
		this.#blocks.push(block);
		return block;
	}

	#dropFront(count: number): void {
		let left = Math.min(count, this.#length);
		this.#length -= left;
		while (left > 0) {
			const first = this.#blocks[0] as Block;
			const held = first.end - first.start;
			if (held > left) {
				first.start += left;
				return;
			}
			left -= held;
			this.#blocks.shift();
		}
	}
}
