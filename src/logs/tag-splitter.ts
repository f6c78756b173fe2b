/** supervisord's ProcessCommunicationEvent.BEGIN_TOKEN and END_TOKEN. */
const BEGIN_TAG = Buffer.from('<!--XSUPERVISOR:BEGIN-->');
const END_TAG = Buffer.from('<!--XSUPERVISOR:END-->');

const NOTHING = Buffer.alloc(0);

/** Told in order. The bytes are reused after each call, and never empty. */
export interface TaggedStream {
	onOutside(bytes: Buffer): void;
	onInside(bytes: Buffer): void;
	onEnd(): void;
}

/** Finds the tags of capture mode in a stream, wherever it is cut into chunks; holds back what may be the beginning of one. */
export class TagSplitter {
	readonly #stream: TaggedStream;
	#held: Buffer = NOTHING;
	#isInside = false;

	constructor(stream: TaggedStream) {
		this.#stream = stream;
	}

	write(chunk: Buffer): void {
		let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
		this.#held = NOTHING;
		for (;;) {
			const tag = this.#isInside ? END_TAG : BEGIN_TAG;
			const at = rest.indexOf(tag);
			if (at < 0) break;
			this.#pass(rest.subarray(0, at));
			if (this.#isInside) this.#stream.onEnd();
			this.#isInside = !this.#isInside;
			rest = rest.subarray(at + tag.length);
		}
		const end = rest.length - beginningAtEnd(rest, this.#isInside ? END_TAG : BEGIN_TAG);
		this.#held = end === rest.length ? NOTHING : Buffer.from(rest.subarray(end));
		this.#pass(rest.subarray(0, end));
	}

	/** The writer is gone: what was held back is no tag. Ready for another stream, which begins outside. */
	end(): void {
		const held = this.#held;
		this.#held = NOTHING;
		this.#pass(held);
		this.#isInside = false;
	}

	#pass(bytes: Buffer): void {
		if (bytes.length === 0) return;
		if (this.#isInside) this.#stream.onInside(bytes);
		else this.#stream.onOutside(bytes);
	}
}

/** How long the longest end of `bytes` is that a tag begins with. */
function beginningAtEnd(bytes: Buffer, tag: Buffer): number {
	let length = Math.min(tag.length - 1, bytes.length);
	while (length > 0 && !bytes.subarray(bytes.length - length).equals(tag.subarray(0, length))) length--;
	return length;
}
