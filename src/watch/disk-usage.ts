import type { ObservedLevel } from '../events/observation.ts';
import type { FilesystemSpace } from '../platform/filesystem-space.ts';

/** A file system that logs or listed paths are on, as last seen. */
export interface DiskUsage {
	/** The first of the watched paths that is on it. */
	readonly path: string;
	readonly totalBytes: number;
	/** What is free to ordinary users, as df(1) tells it. */
	readonly freeBytes: number;
	/** 0 where the file system counts none. */
	readonly totalInodes: number;
	readonly freeInodes: number;
	/** 0 to 1. */
	readonly usedShare: number;
	/** 0 to 1. */
	readonly inodesUsedShare: number;
	/** The worse of space and inodes. */
	readonly level: ObservedLevel;
}

/** Used of what ordinary users could use, as df(1) reckons: what is kept for root counts as neither. */
export function shareOfSpace({ totalBytes, unusedBytes, freeBytes }: FilesystemSpace): number {
	const usedBytes = totalBytes - unusedBytes;
	return shareOf(usedBytes, usedBytes + freeBytes);
}

export function shareOfInodes({ totalInodes, freeInodes }: FilesystemSpace): number {
	return shareOf(totalInodes - freeInodes, totalInodes);
}

function shareOf(used: number, total: number): number {
	return total <= 0 ? 0 : Math.min(1, Math.max(0, used / total));
}
