/**
 * The container's own descriptors (1, 2, N), into which the lines of many programs and of the daemon go.
 * Only whole lines are written, each write is taken as a whole or not at all, and none waits: while a reader does not
 * keep up, a bounded queue fills, and then lines are dropped and counted.
 */
import type { DescriptorOutput, Files } from '../platform/files.ts';
import type { Clock } from '../platform/system.ts';
import type { LogTrouble } from './log-trouble.ts';
import { TroubleLatch } from './trouble-latch.ts';

/** A descriptor that could not be opened is tried again no sooner. */
const RETRY_MS = 1000;

export interface ContainerOutput {
	/** Whole lines; the bytes may be reused after the call. False where they were dropped. */
	write(fd: number, lines: Buffer): boolean;
	/** Dropped since the start, over all descriptors. */
	readonly droppedBytes: number;
	/** Calls back when everything has been taken, or at the latest after `timeoutMs`. */
	flush(timeoutMs: number, callback: () => void): void;
	/** Before the log that it is told to is closed: what was dropped in a trouble that is not over. */
	tellDropped(): void;
}

export interface ContainerOutputOptions {
	readonly files: Pick<Files, 'openDescriptor'>;
	readonly clock: Pick<Clock, 'now'>;
	readonly report: (trouble: LogTrouble) => void;
}

interface Descriptor {
	readonly latch: TroubleLatch;
	output: DescriptorOutput | undefined;
	retryAt: number;
}

/** Opens a descriptor with its first line; see {@link ContainerOutput}. */
export function createContainerOutput(options: ContainerOutputOptions): ContainerOutput {
	const { files, clock, report } = options;
	const descriptors = new Map<number, Descriptor>();
	let droppedBytes = 0;

	function descriptorOf(fd: number): Descriptor {
		const known = descriptors.get(fd);
		if (known !== undefined) return known;
		const latch = new TroubleLatch({ action: 'write', path: descriptorPath(fd), report });
		const descriptor = { latch, output: undefined, retryAt: 0 };
		descriptors.set(fd, descriptor);
		return descriptor;
	}

	/** The reason why nothing was taken, or `undefined`. */
	function attempt(descriptor: Descriptor, fd: number, lines: Buffer, now: number): unknown {
		if (descriptor.output === undefined) {
			if (now < descriptor.retryAt) return 'EBADF';
			try {
				descriptor.output = files.openDescriptor(fd);
			} catch (error) {
				descriptor.retryAt = now + RETRY_MS;
				return error;
			}
		}
		if (descriptor.output.write(lines)) return undefined;
		return descriptor.output.pendingBytes > 0 ? 'EAGAIN' : 'EPIPE';
	}

	return {
		write(fd, lines) {
			const descriptor = descriptorOf(fd);
			const now = clock.now();
			const failure = attempt(descriptor, fd, lines, now);
			if (failure === undefined) {
				if (descriptor.latch.isFailing) descriptor.latch.succeeded(now);
				return true;
			}
			droppedBytes += lines.length;
			descriptor.latch.failed(now, failure, lines.length);
			return false;
		},
		get droppedBytes() {
			return droppedBytes;
		},
		flush(timeoutMs, callback) {
			const outputs = openOutputs(descriptors);
			let waiting = outputs.length;
			if (waiting === 0) queueMicrotask(callback);
			for (const output of outputs) {
				output.flush(timeoutMs, () => {
					waiting -= 1;
					if (waiting === 0) callback();
				});
			}
		},
		tellDropped() {
			for (const { latch } of descriptors.values()) latch.tellDropped();
		},
	};
}

function openOutputs(descriptors: ReadonlyMap<number, Descriptor>): DescriptorOutput[] {
	return [...descriptors.values()].flatMap(({ output }) => (output === undefined ? [] : [output]));
}

function descriptorPath(fd: number): string {
	if (fd === 1) return '/dev/stdout';
	if (fd === 2) return '/dev/stderr';
	return `/dev/fd/${fd}`;
}
