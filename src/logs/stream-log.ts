import type { AnsiStripper } from './ansi-stripper.ts';
import type { LogSink, SpliceTarget } from './log-sink.ts';

/** One stream (stdout or stderr) of one process, from its first spawn to its removal. */
export interface StreamLog {
	/** Never throws and never waits; the bytes may be reused after the call. */
	write(chunk: Buffer): void;
	/** Where a pipe may be spliced to right now; `undefined` while the bytes must be seen. */
	spliceTarget(): SpliceTarget | undefined;
	/** `count` bytes were spliced. */
	spliced(count: number): void;
	/** The child is gone: its unfinished last line goes out. Another child may follow. */
	endOfProcess(): void;
	/** SIGUSR2: close and open by name. */
	reopen(): void;
	/** Begins anew with an empty file, as supervisord's `removelogs`. Throws Node's error where the file stays. */
	remove(): void;
	close(): void;
	/** The file, for reading it back; `undefined` where there is none (NONE, a descriptor). */
	readonly path: string | undefined;
	readonly counters: StreamCounters;
}

export interface StreamCounters {
	readonly bytesIn: number;
	/** Bytes that a destination did not get. */
	readonly bytesDropped: number;
	/** Of the file, whoever wrote to it. */
	readonly rotations: number;
}

export interface SinkStreamLogOptions {
	readonly path: string | undefined;
	readonly sinks: readonly LogSink[];
	readonly stripper: AnsiStripper | undefined;
	readonly rotations: () => number;
}

/**
 * The chain that every byte goes through: escape sequences out, then to each destination. What looks at the bytes
 * before they are logged (capture mode, log events) has its place in `write()`, in front of `#deliver()`, and makes
 * `spliceTarget()` undefined.
 */
export class SinkStreamLog implements StreamLog {
	readonly path: string | undefined;
	readonly #sinks: readonly LogSink[];
	readonly #stripper: AnsiStripper | undefined;
	readonly #rotations: () => number;
	#bytesIn = 0;
	#bytesDropped = 0;

	constructor({ path, sinks, stripper, rotations }: SinkStreamLogOptions) {
		this.path = path;
		this.#sinks = sinks;
		this.#stripper = stripper;
		this.#rotations = rotations;
	}

	get counters(): StreamCounters {
		return { bytesIn: this.#bytesIn, bytesDropped: this.#bytesDropped, rotations: this.#rotations() };
	}

	write(chunk: Buffer): void {
		this.#bytesIn += chunk.length;
		this.#deliver(this.#stripper === undefined ? chunk : this.#stripper.strip(chunk));
	}

	spliceTarget(): SpliceTarget | undefined {
		if (this.#stripper !== undefined || this.#sinks.length !== 1) return undefined;
		return this.#sinks[0]?.spliceTarget();
	}

	spliced(count: number): void {
		this.#bytesIn += count;
		this.#sinks[0]?.spliced(count);
	}

	endOfProcess(): void {
		if (this.#stripper !== undefined) this.#deliver(this.#stripper.end());
		for (const sink of this.#sinks) this.#bytesDropped += sink.endOfProcess();
	}

	reopen(): void {
		for (const sink of this.#sinks) sink.reopen();
	}

	remove(): void {
		for (const sink of this.#sinks) sink.remove();
	}

	close(): void {
		this.endOfProcess();
		for (const sink of this.#sinks) sink.close();
	}

	#deliver(bytes: Buffer): void {
		if (bytes.length === 0) return;
		for (const sink of this.#sinks) this.#bytesDropped += sink.write(bytes);
	}
}
