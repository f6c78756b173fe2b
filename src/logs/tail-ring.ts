/** What it begins with; it grows as bytes come. */
const FIRST_CAPACITY = 512;

/** The last bytes of a stream that is written to nowhere they could be read from. */
export class TailRing {
	readonly #maxBytes: number;
	/** Up to twice as large as what is kept, so that moving it to the front is seldom. */
	#buffer: Buffer = Buffer.alloc(0);
	#length = 0;
	#isWhole = true;

	constructor(maxBytes: number) {
		this.#maxBytes = maxBytes;
	}

	/** Begins anew. */
	clear(): void {
		this.#buffer = Buffer.alloc(0);
		this.#length = 0;
		this.#isWhole = true;
	}

	append(chunk: Buffer): void {
		const bytes = chunk.length <= this.#maxBytes ? chunk : chunk.subarray(chunk.length - this.#maxBytes);
		if (bytes.length < chunk.length) this.#isWhole = false;
		this.#makeRoom(bytes.length);
		bytes.copy(this.#buffer, this.#length);
		this.#length += bytes.length;
	}

	/** Valid until the next call. `isWhole`: nothing was written before them. */
	get tail(): { readonly bytes: Buffer; readonly isWhole: boolean } {
		const start = Math.max(0, this.#length - this.#maxBytes);
		return { bytes: this.#buffer.subarray(start, this.#length), isWhole: this.#isWhole && start === 0 };
	}

	#makeRoom(count: number): void {
		if (this.#length + count <= this.#buffer.length) return;
		const most = 2 * this.#maxBytes;
		if (this.#length + count > most) {
			const kept = Math.min(this.#length, this.#maxBytes);
			this.#buffer.copyWithin(0, this.#length - kept, this.#length);
			if (kept < this.#length) this.#isWhole = false;
			this.#length = kept;
		}
		const needed = this.#length + count;
		if (needed <= this.#buffer.length) return;
		const grown = Buffer.alloc(Math.min(most, Math.max(FIRST_CAPACITY, needed, 2 * this.#buffer.length)));
		this.#buffer.copy(grown, 0, 0, this.#length);
		this.#buffer = grown;
	}
}
