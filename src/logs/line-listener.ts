import { LineAssembler } from './line-assembler.ts';
import type { StreamTap } from './stream-tap.ts';

/** Of a longer line the first so many bytes are told. */
const MOST_BYTES = 8 * 1024;

/** Tells lines of a program's output to whoever wants to hear them; while nobody does, its streams are not slowed. */
export class LineListener {
	#listener: ((line: string) => void) | undefined;

	/** Each line from now on, of both streams; returns what ends it. */
	hear(listener: (line: string) => void): () => void {
		this.#listener = listener;
		return () => {
			if (this.#listener === listener) this.#listener = undefined;
		};
	}

	/** For one of its streams. */
	tap(): StreamTap {
		const isIdle = (): boolean => this.#listener === undefined;
		let isRest = false;
		const tell = (bytes: Buffer): void => this.#listener?.(bytes.toString());
		const newAssembler = (): LineAssembler =>
			new LineAssembler(
				{
					lines: (block) => {
						for (const line of linesOf(block)) {
							if (!isRest) tell(line);
							isRest = false;
						}
					},
					piece: (bytes, isLast) => {
						if (!isRest) tell(bytes);
						isRest = !isLast;
					},
				},
				MOST_BYTES,
			);
		let assembler = newAssembler();
		return {
			isIdle,
			onOutput: (chunk) => {
				if (!isIdle()) assembler.push(chunk);
			},
			onEnd: () => {
				assembler = newAssembler();
				isRest = false;
			},
		};
	}
}

function* linesOf(block: Buffer): Generator<Buffer> {
	for (let start = 0; start < block.length; ) {
		const end = block.indexOf(0x0a, start);
		if (end === -1) return;
		yield block.subarray(start, block[end - 1] === 0x0d && end > start ? end - 1 : end);
		start = end + 1;
	}
}
