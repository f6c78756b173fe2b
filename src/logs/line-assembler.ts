const NEWLINE = 10;
const FIRST_CAPACITY = 256;
/** A held buffer that grew beyond this is given back when its line is complete. */
const KEPT_CAPACITY = 4096;

/** Longer lines are cut in pieces. */
export const LINE_MAX_BYTES: number = 64 * 1024;

/** What becomes of the lines. The bytes are reused after the call. */
export interface LineReceiver {
	/** One or more whole lines, each with its newline. */
	lines(block: Buffer): void;
	/** A piece of a line, without a newline. The rest of that line follows, unless `isLast`: it never had an end. */
	piece(bytes: Buffer, isLast: boolean): void;
}

/**
 * Cuts chunks at the ends of lines. The same bytes give the same lines however they are chunked: a line of more than
 * `maxBytes` is cut every `maxBytes` (a UTF-8 character stays whole), and its rest is the next line.
 * No byte is looked at in JavaScript: lines are found from behind, in native code, a block of them at a time.
 */
export class LineAssembler {
	readonly #receiver: LineReceiver;
	readonly #maxBytes: number;
	/** The beginning of a line whose end has not come yet. */
	#held: Buffer = Buffer.alloc(0);
	#heldBytes = 0;

	constructor(receiver: LineReceiver, maxBytes: number = LINE_MAX_BYTES) {
		this.#receiver = receiver;
		this.#maxBytes = maxBytes;
	}

	/** How much of an unfinished line is waiting. */
	get heldBytes(): number {
		return this.#heldBytes;
	}

	push(chunk: Buffer): void {
		this.#pushLines(chunk, this.#heldBytes > 0 ? this.#completeHeld(chunk) : 0);
	}

	/** The writer is gone: its last line will have no end. */
	end(): void {
		if (this.#heldBytes === 0) return;
		const last = this.#held.subarray(0, this.#heldBytes);
		this.#release();
		this.#receiver.piece(last, true);
	}

	/** Adds the rest of the held line; returns where in `chunk` the next begins. */
	#completeHeld(chunk: Buffer): number {
		const newline = chunk.indexOf(NEWLINE);
		const contentEnd = newline < 0 ? chunk.length : newline;
		let start = 0;
		while (this.#heldBytes + contentEnd - start > this.#maxBytes) {
			// One byte more than the piece, to see whether it ends between two characters.
			const seen = this.#maxBytes + 1;
			start += this.#hold(chunk, start, start + seen - this.#heldBytes);
			const cut = characterBoundary(this.#held, 0, this.#maxBytes);
			this.#receiver.piece(this.#held.subarray(0, cut), false);
			this.#held.copyWithin(0, cut, seen);
			this.#heldBytes = seen - cut;
		}
		this.#hold(chunk, start, newline < 0 ? contentEnd : contentEnd + 1);
		if (newline < 0) return chunk.length;
		const line = this.#held.subarray(0, this.#heldBytes);
		this.#release();
		this.#receiver.lines(line);
		return newline + 1;
	}

	#pushLines(chunk: Buffer, from: number): void {
		let blockStart = from;
		let lineStart = from;
		while (chunk.length - lineStart > this.#maxBytes) {
			const newline = chunk.lastIndexOf(NEWLINE, lineStart + this.#maxBytes);
			if (newline >= lineStart) {
				lineStart = newline + 1;
				continue;
			}
			if (lineStart > blockStart) this.#receiver.lines(chunk.subarray(blockStart, lineStart));
			const cut = characterBoundary(chunk, lineStart, lineStart + this.#maxBytes);
			this.#receiver.piece(chunk.subarray(lineStart, cut), false);
			lineStart = cut;
			blockStart = cut;
		}
		const last = chunk.lastIndexOf(NEWLINE);
		if (last >= lineStart) lineStart = last + 1;
		if (lineStart > blockStart) this.#receiver.lines(chunk.subarray(blockStart, lineStart));
		if (lineStart < chunk.length) this.#hold(chunk, lineStart, chunk.length);
	}

	#hold(chunk: Buffer, start: number, end: number): number {
		const needed = this.#heldBytes + end - start;
		if (needed > this.#held.length) {
			let capacity = Math.max(FIRST_CAPACITY, this.#held.length);
			while (capacity < needed) capacity *= 2;
			const larger = Buffer.allocUnsafeSlow(capacity);
			this.#held.copy(larger, 0, 0, this.#heldBytes);
			this.#held = larger;
		}
		chunk.copy(this.#held, this.#heldBytes, start, end);
		this.#heldBytes = needed;
		return end - start;
	}

	#release(): void {
		this.#heldBytes = 0;
		if (this.#held.length > KEPT_CAPACITY) this.#held = Buffer.alloc(0);
	}
}

/** The last place at or before `at` where no UTF-8 character is cut; `at` itself where the bytes are not UTF-8. */
function characterBoundary(bytes: Buffer, start: number, at: number): number {
	for (let boundary = at; boundary > start && at - boundary < 4; boundary--) {
		if (((bytes[boundary] as number) & 0xc0) !== 0x80) return boundary;
	}
	return at;
}
