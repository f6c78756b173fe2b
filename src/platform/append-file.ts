import { closeSync, constants, fstatSync, ftruncateSync, openSync, type Stats, statSync, writeSync } from 'node:fs';
import { createOwnedOutput } from './descriptor-output.ts';
import type { AppendFile, DescriptorOutput } from './system.ts';

const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;
// Neither a named pipe without a reader nor one that is full may stop the daemon.
const NEVER_WAIT = constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Opens `path` for appending, creating it with `mode` less the umask. A named pipe, a terminal or a device works too:
 * what its reader does not take waits in a bounded queue. Throws Node's error with `code`.
 */
export function openAppendFile(path: string, mode = 0o666): AppendFile {
	const fd = openNamedPipe(path) ?? openSync(path, APPEND | NEVER_WAIT, mode);
	const stats = fstatSync(fd);
	return stats.isFile() ? new RegularFile(path, fd, stats) : new SpecialFile(fd, createOwnedOutput(fd, stats));
}

/**
 * Read-write, which Linux allows of a named pipe: so the open needs no reader (ENXIO), a reader that comes later finds
 * what was written meanwhile, and one that goes away is no EPIPE.
 */
function openNamedPipe(path: string): number | undefined {
	if (statSync(path, { throwIfNoEntry: false })?.isFIFO() !== true) return undefined;
	try {
		return openSync(path, constants.O_RDWR | NEVER_WAIT);
	} catch {
		// EACCES: we may write to it only.
		return undefined;
	}
}

class RegularFile implements AppendFile {
	readonly fd: number;
	readonly isRegular = true;
	readonly #path: string;
	readonly #device: number;
	readonly #inode: number;
	#size: number;

	constructor(path: string, fd: number, stats: Stats) {
		this.fd = fd;
		this.#path = path;
		this.#device = stats.dev;
		this.#inode = stats.ino;
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
		const named = statUnlessHidden(this.#path);
		if (named === 'hidden') return true;
		if (named?.ino !== this.#inode || named.dev !== this.#device) return false;
		this.#size = named.size;
		return true;
	}

	truncate(): void {
		ftruncateSync(this.fd);
		this.#size = 0;
	}

	close(): void {
		closeSync(this.fd);
	}
}

/** `undefined` where nothing has that name; `hidden` where we may not look (EACCES of a folder above). */
function statUnlessHidden(path: string): Stats | 'hidden' | undefined {
	try {
		return statSync(path, { throwIfNoEntry: false });
	} catch {
		// EACCES, EIO, ELOOP: it cannot be told, so the file that is open stays in use.
		return 'hidden';
	}
}

class SpecialFile implements AppendFile {
	readonly fd: number;
	readonly size = 0;
	readonly isRegular = false;
	readonly #output: DescriptorOutput;

	constructor(fd: number, output: DescriptorOutput) {
		this.fd = fd;
		this.#output = output;
	}

	write(bytes: Buffer): number {
		return this.#output.write(bytes) ? bytes.length : 0;
	}

	grew(): void {}

	isLinked(): boolean {
		return true;
	}

	truncate(): void {}

	close(): void {
		this.#output.close();
	}
}
