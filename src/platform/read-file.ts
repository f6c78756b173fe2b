import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { constants as systemConstants } from 'node:os';
import { systemError } from './errno.ts';
import type { FileStatus, ReadFile } from './files.ts';

const { errno } = systemConstants;

/**
 * Opens a regular file for reading. Throws Node's error with `code`: `EISDIR`, `EINVAL` of what else is no file.
 *
 * A service may own the folder of its log, and put a symbolic link to any file there: root would show `/etc/shadow` to
 * whoever may read that log. So root follows the links of others to their own files alone, as where it writes
 * (`openForAppend()`); `ELOOP` else.
 */
export function openReadFile(path: string): ReadFile {
	const link = process.geteuid?.() === 0 ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
	const isForeign = link?.isSymbolicLink() === true && link.uid !== 0;
	// Should it become a link in this very moment, it is one of somebody else's.
	const noLink = link !== undefined && !link.isSymbolicLink() ? constants.O_NOFOLLOW : 0;
	const fd = openRegular(path, noLink);
	if (isForeign && fstatSync(fd).uid !== link.uid) {
		closeSync(fd);
		throw systemError(`open ${path}`, errno.ELOOP);
	}
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
export function openRegular(path: string, flags = 0): number {
	// Before it is opened: that alone does something to a few devices (a watchdog, a tape).
	requireRegular(path, statSync(path));
	const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | flags);
	try {
		requireRegular(path, fstatSync(fd));
		return fd;
	} catch (error) {
		closeSync(fd);
		throw error;
	}
}

function requireRegular(path: string, stats: Stats): void {
	if (!stats.isFile()) throw systemError(`read ${path}`, stats.isDirectory() ? errno.EISDIR : errno.EINVAL);
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
