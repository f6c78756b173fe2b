/** Where a stream's bytes end up. Its methods never throw and never wait; the bytes are reused after the call. */
export interface LogSink {
	/** Returns how many bytes were lost. */
	write(chunk: Buffer): number;
	/** The writer is gone: an unfinished last line goes out. Returns how many bytes were lost. */
	endOfProcess(): number;
	/** Where bytes may go without being looked at; `undefined` where they must be. */
	spliceTarget(): SpliceTarget | undefined;
	spliced(count: number): void;
	reopen(): void;
	/** Begins anew with an empty file. */
	remove(): void;
	close(): void;
}

export interface SpliceTarget {
	readonly fd: number;
	readonly maxBytes: number;
}
