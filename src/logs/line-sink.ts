import { LINE_MAX_BYTES, LineAssembler } from './line-assembler.ts';
import type { LogSink } from './log-sink.ts';

/** What sends lines on; each method returns how many bytes of the stream were lost. The bytes are reused after the call. */
export interface LineSender {
	/** One or more whole lines, each with its newline. */
	lines(block: Buffer): number;
	/** A piece of a line, without a newline. The rest of that line follows, unless `isLast`: it never had an end. */
	piece(bytes: Buffer, isLast: boolean): number;
}

/**
 * One stream's way to a place where the lines of many meet. A line without an end (a prompt, a row of dots) waits for it
 * until the process ends or `maxBytes` have come; a timer would wake an idle pod, and half a line cannot be told from
 * another program's.
 */
export class LineSink implements LogSink {
	readonly #lines: LineAssembler;
	#lost = 0;

	constructor(sender: LineSender, maxBytes: number = LINE_MAX_BYTES) {
		const receiver = {
			lines: (block: Buffer) => {
				this.#lost += sender.lines(block);
			},
			piece: (bytes: Buffer, isLast: boolean) => {
				this.#lost += sender.piece(bytes, isLast);
			},
		};
		this.#lines = new LineAssembler(receiver, maxBytes);
	}

	write(chunk: Buffer): number {
		this.#lines.push(chunk);
		return this.#takeLost();
	}

	endOfProcess(): number {
		this.#lines.end();
		return this.#takeLost();
	}

	spliceTarget(): undefined {
		return undefined;
	}

	spliced(): void {}

	reopen(): void {}

	remove(): void {}

	close(): void {
		this.#lines.end();
	}

	#takeLost(): number {
		const lost = this.#lost;
		this.#lost = 0;
		return lost;
	}
}
