import type { AnsiStripper } from './ansi-stripper.ts';
import { CaptureMode } from './capture-mode.ts';
import type { LogSink, SpliceTarget } from './log-sink.ts';
import type { StreamTap } from './stream-tap.ts';

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
	/** Hears of the bytes, and may keep some of them out of the log. */
	readonly tap?: StreamTap | undefined;
}

/**
 * The chain that every byte goes through: captured messages out, escape sequences out, then to each destination, and to
 * the tap. Whoever looks at the bytes makes `spliceTarget()` undefined.
 */
export class SinkStreamLog implements StreamLog {
	readonly path: string | undefined;
	readonly #sinks: readonly LogSink[];
	readonly #stripper: AnsiStripper | undefined;
	readonly #rotations: () => number;
	readonly #tap: StreamTap | undefined;
	readonly #capture: CaptureMode | undefined;
	#bytesIn = 0;
	#bytesDropped = 0;

	constructor({ path, sinks, stripper, rotations, tap }: SinkStreamLogOptions) {
		this.path = path;
		this.#tap = tap;
		this.#sinks = sinks;
		this.#stripper = stripper;
		this.#rotations = rotations;
		if (tap?.capture !== undefined) {
			this.#capture = new CaptureMode({
				...tap.capture,
				stripsAnsi: stripper !== undefined,
				onLogged: (bytes) => this.#log(bytes),
				onCaptured: (bytes) => tap.onOutput?.(bytes),
				onUnfinished: (bytes) => this.#deliver(bytes),
			});
		}
	}

	get counters(): StreamCounters {
		return { bytesIn: this.#bytesIn, bytesDropped: this.#bytesDropped, rotations: this.#rotations() };
	}

	write(chunk: Buffer): void {
		this.#bytesIn += chunk.length;
		if (this.#capture === undefined) this.#log(chunk);
		else this.#capture.write(chunk);
		this.#tap?.onBytes?.(chunk);
	}

	spliceTarget(): SpliceTarget | undefined {
		const isTapped = this.#tap !== undefined && this.#tap.isIdle?.() !== true;
		if (this.#stripper !== undefined || isTapped || this.#sinks.length !== 1) return undefined;
		return this.#sinks[0]?.spliceTarget();
	}

	spliced(count: number): void {
		this.#bytesIn += count;
		this.#sinks[0]?.spliced(count);
	}

	endOfProcess(): void {
		this.#capture?.end();
		if (this.#stripper !== undefined) this.#deliver(this.#stripper.end(), this.#tap);
		this.#tap?.onEnd?.();
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

	#log(bytes: Buffer): void {
		this.#deliver(this.#stripper === undefined ? bytes : this.#stripper.strip(bytes), this.#tap);
	}

	#deliver(bytes: Buffer, tap?: StreamTap): void {
		if (bytes.length === 0) return;
		for (const sink of this.#sinks) this.#bytesDropped += sink.write(bytes);
		tap?.onOutput?.(bytes);
	}
}
