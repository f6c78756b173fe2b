import type { ContainerOutput } from './container-output.ts';
import { LineAssembler } from './line-assembler.ts';
import type { LineFormat } from './line-format.ts';
import type { LogSink } from './log-sink.ts';

export interface ContainerSinkOptions {
	readonly container: ContainerOutput;
	readonly fd: number;
	readonly format: LineFormat;
}

/**
 * One stream's way to the container's output: whole lines in the configured format. A line without an end (a prompt, a
 * row of dots) waits for it until the process ends or 64 KiB have come; a timer would wake an idle pod, and half a line
 * cannot be told from another program's.
 */
export class ContainerSink implements LogSink {
	readonly #options: ContainerSinkOptions;
	readonly #lines: LineAssembler;
	#lost = 0;

	constructor(options: ContainerSinkOptions) {
		this.#options = options;
		const { format } = options;
		this.#lines = new LineAssembler({
			lines: (block) => this.#send(block, format.lines(block)),
			piece: (bytes, isLast) => this.#send(bytes, format.piece(bytes, !isLast)),
		});
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

	#send(bytes: Buffer, formatted: Buffer): void {
		const { container, fd } = this.#options;
		if (!container.write(fd, formatted)) this.#lost += bytes.length;
	}

	#takeLost(): number {
		const lost = this.#lost;
		this.#lost = 0;
		return lost;
	}
}
