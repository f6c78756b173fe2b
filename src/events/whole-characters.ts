const NOTHING = Buffer.alloc(0);

/**
 * Holds back the beginning of a UTF-8 character at the end of a chunk until its rest comes: how a program's output is
 * read in pieces is chance, and half a character makes the whole piece undecodable.
 */
export class WholeCharacters {
	#held: Buffer = NOTHING;

	/** What may go on now; valid as long as `chunk` is. */
	take(chunk: Buffer): Buffer {
		const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
		const end = bytes.length - unfinished(bytes);
		this.#held = end === bytes.length ? NOTHING : Buffer.from(bytes.subarray(end));
		return bytes.subarray(0, end);
	}

	/** The writer is gone: what was held back, and ready for another. */
	end(): Buffer {
		const held = this.#held;
		this.#held = NOTHING;
		return held;
	}
}

/** How many bytes at the end begin a character that needs more; at most 3. */
function unfinished(bytes: Buffer): number {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back] as number;
		if (byte < 0x80) return 0;
		if (byte < 0xc0) continue;
		const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
		return length > back ? back : 0;
	}
	return 0;
}
