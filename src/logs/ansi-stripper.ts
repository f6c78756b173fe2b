const ESCAPE = '\x1b';
const INTRODUCER = '\x1b[';
// The final bytes that supervisord knows; every other byte belongs to the sequence.
const FINAL = /[HfABCDRsuJKhlpm]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one.
const SEQUENCE = /\x1b\[[^HfABCDRsuJKhlpm]*(?:[HfABCDRsuJKhlpm]|$)/g;

/**
 * Takes the terminal's escape sequences out of a stream, as supervisord's `stripEscapes` does with one chunk, but also
 * where a sequence is split over chunks.
 */
export class AnsiStripper {
	/** Inside a sequence whose final byte has not come yet. */
	#isInSequence = false;
	/** The last byte was an ESC: what follows tells whether it begins a sequence. */
	#hasEscape = false;

	/** What is left of `chunk`; itself where there is nothing to take out. */
	strip(chunk: Buffer): Buffer {
		if (chunk.length === 0) return chunk;
		if (!this.#isInSequence && !this.#hasEscape && !chunk.includes(ESCAPE)) return chunk;
		const before = this.#isInSequence ? INTRODUCER : this.#hasEscape ? ESCAPE : '';
		const text = before + chunk.toString('latin1');
		const last = text.lastIndexOf(INTRODUCER);
		this.#isInSequence = last >= 0 && !FINAL.test(text.slice(last));
		this.#hasEscape = !this.#isInSequence && text.endsWith(ESCAPE);
		const stripped = text.replace(SEQUENCE, '');
		return Buffer.from(this.#hasEscape ? stripped.slice(0, -1) : stripped, 'latin1');
	}

	/** The stream is over: what was held back, and ready for another stream. */
	end(): Buffer {
		const rest = Buffer.from(this.#hasEscape ? ESCAPE : '');
		this.#isInSequence = false;
		this.#hasEscape = false;
		return rest;
	}
}
