/** The last bytes of an output whose length nobody knows. */
export class TailOfOutput {
	readonly #maxBytes: number;
	readonly #chunks: Buffer[] = [];
	#length = 0;
	#isCut = false;

	constructor(maxBytes: number) {
		this.#maxBytes = maxBytes;
	}

	/** The chunk is kept as it is: it must not be reused. */
	add(chunk: Buffer): void {
		this.#chunks.push(chunk);
		this.#length += chunk.length;
		for (let first = this.#chunks[0]; first !== undefined && this.#length > this.#maxBytes; first = this.#chunks[0]) {
			this.#isCut = true;
			const surplus = this.#length - this.#maxBytes;
			if (first.length > surplus) {
				// A copy: what is cut off shall not be kept in memory by what is left.
				this.#chunks[0] = Buffer.from(first.subarray(surplus));
				this.#length -= surplus;
				return;
			}
			this.#chunks.shift();
			this.#length -= first.length;
		}
	}

	/** As UTF-8; a character that was cut in two at the start is left out. */
	get text(): string {
		const bytes = Buffer.concat(this.#chunks);
		let start = 0;
		if (this.#isCut) while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
		return bytes.toString('utf8', start);
	}
}
