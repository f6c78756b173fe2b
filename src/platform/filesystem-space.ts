import { stat, statfs } from 'node:fs/promises';

/** How full a file system is. */
export interface FilesystemSpace {
	/** The same for all paths of one file system. */
	readonly device: number;
	readonly totalBytes: number;
	/** Free, those that only root may take included. */
	readonly unusedBytes: number;
	/** Free for ordinary users. */
	readonly freeBytes: number;
	/** 0 where it counts none (btrfs, some network file systems). */
	readonly totalInodes: number;
	readonly freeInodes: number;
}

/**
 * Of the file system that a path is on. Beside the loop; but a thread waits for as long as a network mount that has
 * lost its server does, for ever maybe, and there are four of them.
 * Rejects with Node's error (`ENOENT`, `EACCES`, `EIO`).
 */
export async function filesystemSpace(path: string): Promise<FilesystemSpace> {
	const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(path);
	const { dev } = await stat(path);
	return {
		device: dev,
		totalBytes: blocks * bsize,
		unusedBytes: bfree * bsize,
		freeBytes: bavail * bsize,
		totalInodes: files,
		freeInodes: ffree,
	};
}
