import { close, constants, lstatSync, openSync, renameSync, unlinkSync } from 'node:fs';

/** To free as much takes a tenth of a millisecond. */
const LARGE_BYTES = 1024 * 1024;

/**
 * rename(2), which replaces `to`; of a large file its name goes a moment before.
 *
 * ext4 writes to the disk at once what is renamed over another file (`auto_da_alloc`, for those who forget fsync), so that
 * each rotation would write a whole log in the middle of a turn. What a large file had is freed by whoever lets go of it
 * last: of 50 MB that takes some 6 ms, in which programs that write to their pipes would wait, so that it is done by
 * another thread.
 */
export function renameOver(from: string, to: string): void {
	const replaced = holdIfLarge(to);
	try {
		if (replaced !== undefined && lstatSync(from, { throwIfNoEntry: false }) !== undefined) unlinkSync(to);
		renameSync(from, to);
	} finally {
		// EIO of a network disk: nothing was to be written.
		if (replaced !== undefined) close(replaced, () => {});
	}
}

function holdIfLarge(path: string): number | undefined {
	try {
		const stats = lstatSync(path, { throwIfNoEntry: false });
		if (stats?.isFile() !== true || stats.size < LARGE_BYTES) return undefined;
		return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | constants.O_NOFOLLOW);
	} catch {
		// EACCES, EMFILE, ENOENT: then it is freed here and now.
		return undefined;
	}
}
