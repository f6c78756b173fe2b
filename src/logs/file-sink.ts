import { LineAssembler } from './line-assembler.ts';
import type { LogSink, SpliceTarget } from './log-sink.ts';
import type { SharedLogFile, SharedLogFiles } from './shared-log-files.ts';

/**
 * One stream's way into a log file: its bytes as they are. Alone with the file, every chunk is one write. With other
 * streams on the same file, only whole lines are written, so that none tears another's.
 */
export class FileSink implements LogSink {
	readonly #files: SharedLogFiles;
	readonly #shared: SharedLogFile;
	#lines: LineAssembler | undefined;
	#lost = 0;

	constructor(files: SharedLogFiles, shared: SharedLogFile) {
		this.#files = files;
		this.#shared = shared;
	}

	write(chunk: Buffer): number {
		if (this.#shared.writers === 1) {
			const lost = this.#flush();
			return lost + this.#shared.file.write(chunk);
		}
		this.#lines ??= new LineAssembler({
			lines: (block) => this.#append(block),
			// A line too long to wait for: in a file it stays one line unless another stream writes meanwhile.
			piece: (bytes) => this.#append(bytes),
		});
		this.#lines.push(chunk);
		return this.#takeLost();
	}

	endOfProcess(): number {
		return this.#flush();
	}

	spliceTarget(): SpliceTarget | undefined {
		if (this.#shared.writers > 1 || (this.#lines?.heldBytes ?? 0) > 0) return undefined;
		return this.#shared.file.spliceTarget();
	}

	spliced(count: number): void {
		this.#shared.file.spliced(count);
	}

	reopen(): void {
		this.#shared.file.reopen();
	}

	remove(): void {
		this.#shared.file.remove();
	}

	close(): void {
		this.#flush();
		this.#files.release(this.#shared);
	}

	#flush(): number {
		this.#lines?.end();
		return this.#takeLost();
	}

	#append(bytes: Buffer): void {
		this.#lost += this.#shared.file.write(bytes);
	}

	#takeLost(): number {
		const lost = this.#lost;
		this.#lost = 0;
		return lost;
	}
}
