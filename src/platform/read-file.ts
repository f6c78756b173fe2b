import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { constants as systemConstants } from 'node:os';
import { systemError } from './errno.ts';
import type { FileStatus, ReadFile } from './system.ts';

const { errno } = systemConstants;

/** Opens a regular file for reading. Throws Node's error with `code`: `EISDIR`, `EINVAL` of what else is no file. */
export function openReadFile(path: string): ReadFile {
	const fd = openRegular(path);
	return {
		status: () => statusOf(fstatSync(fd)),
		read: (offset, maxBytes) => readAt(fd, offset, maxBytes),
		close: () => closeSync(fd),
	};
}

/**
 * A service may own the folder of its env_file or its log, and put a named pipe there, which to open would wait for a
 * writer, or a link to /dev/zero.
 */
export function openRegular(path: string): number {
	const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
	const stats = fstatSync(fd);
	if (stats.isFile()) return fd;
	closeSync(fd);
	throw systemError(`read ${path}`, stats.isDirectory() ? errno.EISDIR : errno.EINVAL);
}

export function statusOf({ dev, ino, size, mtimeMs }: Stats): FileStatus {
	return { dev, ino, size, mtimeMs };
}

/** No larger a buffer than there are bytes, whatever a client asks for. */
function readAt(fd: number, offset: number, maxBytes: number): Buffer {
	const count = Math.max(0, Math.min(maxBytes, fstatSync(fd).size - offset));
	const bytes = Buffer.allocUnsafe(count);
	let filled = 0;
	while (filled < count) {
		const got = readSync(fd, bytes, filled, count - filled, offset + filled);
		// It was truncated a moment ago.
		if (got === 0) break;
		filled += got;
	}
	return bytes.subarray(0, filled);
}
