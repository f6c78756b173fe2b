import type { Files, ReadFile } from '../../platform/files.ts';

/** What supervisord sends where a log was emptied. */
const TRUNCATED = Buffer.from('==> File truncated <==\n');

/** Whoever owns the folder may make any number of files there; looking at them all would hold the pod up. */
const MOST_BACKUPS = 1000;

export interface LogFollowerOptions {
	readonly files: Files;
	readonly path: string;
	/** How much of what is there already is read. */
	readonly headBytes: number;
}

/**
 * Reads a log as it grows, through rotations: a file that was moved away is read to its end, then the one that was
 * begun after it, however many there are by then (`NAME.1`, `NAME.2` …). The log's writer moves files in turns of the
 * same loop, so that nothing can be written to one after its end was reached and a newer one was seen.
 */
export class LogFollower {
	readonly #files: Files;
	readonly #path: string;
	#file: ReadFile;
	#offset: number;

	/** @throws Node's error where there is no file, or it cannot be read */
	constructor({ files, path, headBytes }: LogFollowerOptions) {
		this.#files = files;
		this.#path = path;
		this.#file = files.openRead(path);
		this.#offset = Math.max(0, this.#file.status().size - headBytes);
	}

	/** When the file was last written to, in milliseconds since 1970. */
	get mtimeMs(): number {
		return this.#file.status().mtimeMs;
	}

	/** What came next, `maxBytes` at most; `undefined` where nothing did. @throws Node's error */
	read(maxBytes: number): Buffer | undefined {
		for (;;) {
			const { size } = this.#file.status();
			if (size < this.#offset) {
				this.#offset = 0;
				return TRUNCATED;
			}
			const bytes = this.#file.read(this.#offset, maxBytes);
			this.#offset += bytes.length;
			if (bytes.length > 0) return bytes;
			if (!this.#goOn()) return undefined;
		}
	}

	close(): void {
		this.#file.close();
	}

	/** Opens the file that was begun after this one, if there is any. */
	#goOn(): boolean {
		const path = this.#successor();
		if (path === undefined) return false;
		const next = this.#files.openRead(path);
		this.#file.close();
		this.#file = next;
		this.#offset = 0;
		return true;
	}

	#successor(): string | undefined {
		const newest = this.#files.status(this.#path);
		// Deleted, and not begun anew so far; or this is the one.
		if (newest === undefined || this.#isPresent(newest)) return undefined;
		let younger = this.#path;
		for (let backup = 1; backup <= MOST_BACKUPS; backup++) {
			const older = `${this.#path}.${backup}`;
			const status = this.#files.status(older);
			// Deleted, or gone beyond the last backup: all that is left of what came between is the newest.
			if (status === undefined) return this.#path;
			if (this.#isPresent(status)) return younger;
			younger = older;
		}
		return this.#path;
	}

	#isPresent({ dev, ino }: { readonly dev: number; readonly ino: number }): boolean {
		const present = this.#file.status();
		return present.dev === dev && present.ino === ino;
	}
}
