import { closeSync, fstatSync, ftruncateSync, type Stats, statSync, writeSync } from 'node:fs';
import { createOwnedOutput } from './descriptor-output.ts';
import type { AppendFile, DescriptorOutput } from './files.ts';
import { openForAppend } from './open-for-append.ts';

/**
 * Opens `path` for appending, creating it with `mode` less the umask. A named pipe, a terminal or a device works too:
 * what its reader does not take waits in a bounded queue. Throws Node's error with `code`.
 */
export function openAppendFile(path: string, mode = 0o666): AppendFile {
	const fd = openForAppend(path, mode);
	const stats = fstatSync(fd);
	return stats.isFile() ? new RegularFile(path, fd, stats) : new SpecialFile(path, fd, stats);
}

class RegularFile implements AppendFile {
	readonly fd: number;
	readonly isRegular = true;
	readonly #path: string;
	readonly #opened: Stats;
	#size: number;

	constructor(path: string, fd: number, stats: Stats) {
		this.fd = fd;
		this.#path = path;
		this.#opened = stats;
		this.#size = stats.size;
	}

	get size(): number {
		return this.#size;
	}

	write(bytes: Buffer): number {
		let written = 0;
		try {
			while (written < bytes.length) written += writeSync(this.fd, bytes, written);
		} catch (error) {
			// A part was taken: the disk became full on the way. The next write says why.
			if (written === 0) throw error;
		}
		this.#size += written;
		return written;
	}

	grew(count: number): void {
		this.#size += count;
	}

	isLinked(): boolean {
		const named = statOfName(this.#path, this.#opened);
		if (named === undefined) return false;
		// Others may have truncated it, or written to it.
		if (named !== this.#opened) this.#size = named.size;
		return true;
	}

	truncate(size = 0): void {
		ftruncateSync(this.fd, size);
		this.#size = size;
	}

	close(): void {
		closeSync(this.fd);
	}
}

/** What the name is now, if it still is the file that was `opened`; `opened` itself where we cannot look. */
function statOfName(path: string, opened: Stats): Stats | undefined {
	try {
		const named = statSync(path, { throwIfNoEntry: false });
		return named?.ino === opened.ino && named.dev === opened.dev ? named : undefined;
	} catch {
		// EACCES of a folder above, EIO, ELOOP: it cannot be told, so the file that is open stays in use.
		return opened;
	}
}

class SpecialFile implements AppendFile {
	readonly fd: number;
	readonly size = 0;
	readonly isRegular = false;
	readonly #path: string;
	readonly #opened: Stats;
	readonly #output: DescriptorOutput;

	constructor(path: string, fd: number, stats: Stats) {
		this.fd = fd;
		this.#path = path;
		this.#opened = stats;
		this.#output = createOwnedOutput(fd, stats);
	}

	write(bytes: Buffer): number {
		return this.#output.write(bytes) ? bytes.length : 0;
	}

	grew(): void {}

	isLinked(): boolean {
		return statOfName(this.#path, this.#opened) !== undefined;
	}

	truncate(): void {}

	close(): void {
		this.#output.close();
	}
}
