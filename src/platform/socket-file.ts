import { lstatSync, type Stats, unlinkSync } from 'node:fs';
import { errorCode } from './errno.ts';

/** The file of a unix socket that was bound here; somebody may have removed or replaced it since. */
export class SocketFile {
	readonly #path: string;
	readonly #ino: number;
	readonly #dev: number;

	constructor(path: string, { ino, dev }: Stats) {
		this.#path = path;
		this.#ino = ino;
		this.#dev = dev;
	}

	/** `undefined` where there is no socket at `path`. Throws Node's error with `code`. */
	static at(path: string): SocketFile | undefined {
		const stats = lstatSync(path, { throwIfNoEntry: false });
		return stats?.isSocket() === true ? new SocketFile(path, stats) : undefined;
	}

	/** Nothing has this name any more; false where another file has taken it, or it cannot be told. */
	isMissing(): boolean {
		try {
			return lstatSync(this.#path, { throwIfNoEntry: false }) === undefined;
		} catch {
			// EACCES, ELOOP, ENOTDIR of a folder above: it cannot be told.
			return false;
		}
	}

	/** Its name leads to it still. */
	isThere(): boolean {
		try {
			const stats = lstatSync(this.#path, { throwIfNoEntry: false });
			return stats?.ino === this.#ino && stats.dev === this.#dev;
		} catch {
			// EACCES, ELOOP, ENOTDIR of a folder above: not for us.
			return false;
		}
	}

	/** Unless it is another file by now. */
	remove(): void {
		try {
			const stats = lstatSync(this.#path, { throwIfNoEntry: false });
			if (stats?.ino === this.#ino && stats.dev === this.#dev) unlinkSync(this.#path);
		} catch (error) {
			// Removed a moment ago, or its folder is closed to us since (another user, read-only): it stays, and refuses.
			if (!['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS', 'EBUSY'].includes(errorCode(error) ?? '')) throw error;
		}
	}
}
