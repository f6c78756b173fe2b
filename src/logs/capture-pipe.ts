import type { OutputPipe } from '../platform/system.ts';
import type { StreamLog } from './stream-log.ts';

// A chunk of this size came from a writer of many bytes, and more is likely to be in the pipe: splicing beats reading.
// For small writes it is the other way round.
const SPLICE_FROM_BYTES = 32 * 1024;
/** One writer must not keep the loop for itself. */
const SPLICE_AT_ONCE_BYTES = 4 * 1024 * 1024;

export interface CapturedPipe {
	/** The child is dead: what is still in the pipe goes into the log, and its last line is ended. */
	drain(): void;
	/** Without draining. `onEnd` is called unless it was before. */
	close(): void;
}

/** Reads a child's pipe into its log from now on; `onEnd` is called once, when the last writer has closed it. */
export function capturePipe(pipe: OutputPipe, log: StreamLog, onEnd: () => void): CapturedPipe {
	let canSplice = true;

	function spliceAll(): void {
		if (!canSplice) return;
		try {
			spliceWhatIsThere();
		} catch {
			// ENOSPC, EIO: nothing was taken from the pipe. Reading goes on, and the log reports and counts.
		}
	}

	function spliceWhatIsThere(): void {
		let left = SPLICE_AT_ONCE_BYTES;
		while (left > 0) {
			const target = log.spliceTarget();
			if (target === undefined) return;
			const maxBytes = Math.min(left, target.maxBytes);
			const count = pipe.splice(target.fd, maxBytes);
			if (count < 0) canSplice = false;
			if (count <= 0) return;
			log.spliced(count);
			left -= count;
			if (count < maxBytes) return;
		}
	}

	pipe.read(
		(chunk) => {
			log.write(chunk);
			if (chunk.length >= SPLICE_FROM_BYTES) spliceAll();
		},
		onEnd,
		spliceAll,
	);

	return {
		drain() {
			pipe.drain();
			log.endOfProcess();
		},
		close: () => pipe.close(),
	};
}
