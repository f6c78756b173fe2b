import { closeSync, writeSync } from 'node:fs';
import { errorCode } from './errno.ts';
import type { PatientWriter } from './queued-output.ts';

/** For pipes and sockets: libuv waits until there is room. The descriptor becomes non-blocking. */
export function openPipeWriter(fd: number, onBroken: () => void): PatientWriter {
	// Loaded when a reader first falls behind: a start does not need it.
	const { Socket } = process.getBuiltinModule('node:net');
	const socket = new Socket({ fd, readable: false, writable: true });
	socket.on('error', onBroken);
	// A queue that nobody reads must not keep the process alive; flush() does, for as long as its caller wants.
	socket.unref();
	return {
		write: (bytes, callback) => socket.write(bytes, callback),
		close: () => socket.destroy(),
	};
}

const FIRST_RETRY_MS = 1;
const LAST_RETRY_MS = 500;

/**
 * For terminals: tries again after 1 ms, then ever more slowly (it is full only while someone holds it with ^S).
 * libuv's terminal stream is of no use: where it cannot open the terminal by name, as in a container, it spins until
 * there is room.
 */
export function openTerminalWriter(fd: number): PatientWriter {
	let timer: NodeJS.Timeout | undefined;
	function attempt(rest: Buffer, delayMs: number, callback: (error?: Error | null) => void): void {
		timer = setTimeout(() => {
			try {
				const written = writeSync(fd, rest);
				if (written === rest.length) callback();
				else attempt(rest.subarray(written), FIRST_RETRY_MS, callback);
			} catch (error) {
				if (errorCode(error) !== 'EAGAIN') callback(error as Error);
				else attempt(rest, Math.min(2 * delayMs, LAST_RETRY_MS), callback);
			}
		}, delayMs);
		timer.unref();
	}
	return {
		write: (bytes, callback) => attempt(bytes, FIRST_RETRY_MS, callback),
		close() {
			clearTimeout(timer);
			closeSync(fd);
		},
	};
}
