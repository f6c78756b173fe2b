import { constants, fstatSync, openSync, type Stats } from 'node:fs';
import type { DescriptorOutput } from './files.ts';
import { openPipeWriter, openTerminalWriter } from './patient-writers.ts';
import { PlainOutput } from './plain-output.ts';
import { QueuedOutput } from './queued-output.ts';

/**
 * The daemon's own descriptor (1: the container's stdout), written to without ever blocking the loop.
 * The descriptor itself is never closed.
 *
 * Whether a write blocks is a property of the open file description, which is shared with whoever started us (a shell
 * would find its terminal non-blocking, and its next read fail). So a pipe or terminal is opened once more through
 * /proc/self/fd, with a description of our own. A socket cannot be opened so (ENXIO), nor a pipe that belongs to
 * another user (EACCES): there the shared description becomes non-blocking, which harms less than a loop that stalls.
 * A terminal that cannot be opened again is written to as it is.
 *
 * Throws Node's error (`EBADF`) where the descriptor is not open.
 */
export function openDescriptorOutput(fd: number): DescriptorOutput {
	const stats = fstatSync(fd);
	const isTerminal = stats.isCharacterDevice() && isTerminalDescriptor(fd);
	if (!isTerminal && isNeverFull(stats)) return new PlainOutput(fd, false);
	const own = reopen(fd);
	if (isTerminal && own === undefined) return new PlainOutput(fd, false);
	return new QueuedOutput(own ?? fd, {
		openWriter: isTerminal ? openTerminalWriter : openPipeWriter,
		isPrivate: own !== undefined,
	});
}

/** What a path that is no regular file takes; `fd` was opened O_NONBLOCK, and is closed by the output. */
export function createOwnedOutput(fd: number, stats: Stats): DescriptorOutput {
	if (stats.isFIFO()) return new QueuedOutput(fd, { openWriter: openPipeWriter, isPrivate: true });
	if (stats.isCharacterDevice() && isTerminalDescriptor(fd)) {
		return new QueuedOutput(fd, { openWriter: openTerminalWriter, isPrivate: true });
	}
	return new PlainOutput(fd, true);
}

function isNeverFull(stats: Stats): boolean {
	return stats.isFile() || stats.isCharacterDevice() || stats.isBlockDevice();
}

function reopen(fd: number): number | undefined {
	try {
		return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
	} catch {
		// ENXIO: a socket; EACCES: another user's; ENOENT: no /proc.
		return undefined;
	}
}

function isTerminalDescriptor(fd: number): boolean {
	return process.getBuiltinModule('node:tty').isatty(fd);
}
