/** What somebody wants to know of a stream's bytes beside their being logged. Chunks are reused after each call. */
export interface StreamTap {
	/** All that was written, as it was written; after it was logged. */
	readonly onBytes?: (chunk: Buffer) => void;
	/** All output, what is captured too, without escape sequences where those are stripped; after it was logged. */
	readonly onOutput?: (chunk: Buffer) => void;
	/** Capture mode: what stands between supervisord's tags is a message, and is not logged. */
	readonly capture?: CaptureTap;
	/** Nobody wants to hear anything right now: the bytes need not pass through here. Absent: somebody always does. */
	readonly isIdle?: () => boolean;
	/** The writer is gone; another may follow. */
	readonly onEnd?: () => void;
}

export interface CaptureTap {
	/** `stdout_capture_maxbytes`: of a message that is longer the end is kept. */
	readonly maxBytes: number;
	readonly onMessage: (message: Buffer) => void;
}
