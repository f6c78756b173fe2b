import type { OutputPipe } from '../platform/system.ts';
import type { ProbeAsker } from './probe-asker.ts';

const NEWLINE = 0x0a;

/** s6's protocol: everything up to the first newline is ignored, the newline means ready. */
export function fdProbe({
	fd,
	notification,
}: {
	readonly fd: number;
	/** The daemon's end of that descriptor; its owner closes it. */
	readonly notification: OutputPipe | undefined;
}): ProbeAsker {
	let isOk = false;
	let hasEnded = notification === undefined;
	let tell = (): void => {};
	notification?.read(
		(chunk) => {
			if (isOk || !chunk.includes(NEWLINE)) return;
			isOk = true;
			tell();
		},
		() => {
			hasEnded = true;
		},
	);
	return {
		pace: 'told',
		isOnce: true,
		ask() {
			if (isOk) return { isOk, message: `wrote a line to descriptor ${fd}` };
			const why = hasEnded ? 'closed, and wrote no line to,' : 'has not written a line to';
			return { isOk, message: `${why} descriptor ${fd}` };
		},
		onNews: (listener) => {
			tell = listener;
		},
		close: () => {
			tell = () => {};
		},
	};
}
