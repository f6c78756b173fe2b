/** A file being appended to. Its methods throw Node's errors (`code`: `ENOSPC`, `EIO` …). */
export interface AppendFile {
	readonly fd: number;
	/** Bytes in it when it was opened plus what was written since. */
	readonly size: number;
	/** A regular file; anything else (a pipe, a terminal, /dev/null) is never rotated. */
	readonly isRegular: boolean;
	/** Writes the whole of `bytes`; returns how many were written, fewer only where the disk is full. */
	write(bytes: Buffer): number;
	/** Says that `count` bytes came into the file by another way (splice). */
	grew(count: number): void;
	/** Is the name it was opened under still this file? False after it was deleted or moved away. */
	isLinked(): boolean;
	/** Leaves the first `size` bytes, none without. */
	truncate(size?: number): void;
	close(): void;
}

/** Which file a name leads to: another one after a rotation. */
export interface FileStatus {
	readonly dev: number;
	readonly ino: number;
	/** Bytes. */
	readonly size: number;
	/** When it was last written to, in milliseconds since 1970. */
	readonly mtimeMs: number;
}

/** A regular file being read; it stays the same file when its name is moved away. */
export interface ReadFile {
	/** As it is now: a size smaller than before means that it was truncated. */
	status(): FileStatus;
	/** At most `maxBytes` from `offset` on, fewer where the file ends. Throws Node's error with `code`. */
	read(offset: number, maxBytes: number): Buffer;
	close(): void;
}

/** A descriptor that was handed to the daemon: a pipe, a terminal, a socket or a file, which the reader may stop reading. */
export interface DescriptorOutput {
	/** Writes or queues the whole of `bytes`; false, and nothing is written, where the bounded queue has no room for it. */
	write(bytes: Buffer): boolean;
	/** Bytes queued and not yet taken by the other end. */
	readonly pendingBytes: number;
	/** Calls back when the queue is empty, or at the latest after `timeoutMs`. */
	flush(timeoutMs: number, callback: () => void): void;
	close(): void;
}

/** Files, synchronous: what is small and local. Errors are Node's, with `code`. */
export interface Files {
	/** Of a regular file of 16 MiB at most; never waits. Throws `EINVAL` of any other kind, `EFBIG` of a larger one. */
	readText(path: string): string;
	/** Of what a regular file's name leads to now; `undefined` where there is none, or something else. */
	status(path: string): FileStatus | undefined;
	/** Opens a regular file; never waits. Throws `EINVAL` of any other kind, `ENOENT` … */
	openRead(path: string): ReadFile;
	/**
	 * Written beside and renamed over, so that a reader sees the old or the new one; a device is written to as it is, and
	 * so is a file that may be written and not replaced (its folder is not ours, or it is mounted by itself).
	 */
	writeText(path: string, text: string, mode?: number): void;
	openAppend(path: string, mode?: number): AppendFile;
	/** The daemon's own descriptor (1: the container's stdout), written to without ever blocking the loop. */
	openDescriptor(fd: number): DescriptorOutput;
	/** A new file of a name that did not exist: `prefix` + random + `suffix`; returns its path (mkstemp(3)). */
	createUnique(prefix: string, suffix: string): string;
	exists(path: string): boolean;
	isDirectory(path: string): boolean;
	isExecutable(path: string): boolean;
	rename(from: string, to: string): void;
	/** A file that is not there is fine; a device stays. */
	remove(path: string): void;
	list(directory: string): readonly string[];
}
