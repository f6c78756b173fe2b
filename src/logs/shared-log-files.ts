import { resolve } from 'node:path';
import type { Files } from '../platform/files.ts';
import type { Clock } from '../platform/system.ts';
import type { LogTrouble } from './log-trouble.ts';
import { RotatingFile } from './rotating-file.ts';

/** One file and how many streams write to it. */
export interface SharedLogFile {
	readonly file: RotatingFile;
	writers: number;
}

export interface SharedLogFilesOptions {
	readonly files: Files;
	readonly clock: Clock;
	readonly report: (trouble: LogTrouble) => void;
}

/**
 * The open log files by path. Streams that name the same file share it: opened twice, as supervisord does, the first
 * to rotate would leave the other writing to the backup, and both would rotate.
 * The size and number of backups are those of whoever opens the file first.
 */
export class SharedLogFiles {
	readonly #options: SharedLogFilesOptions;
	readonly #byPath = new Map<string, SharedLogFile>();

	constructor(options: SharedLogFilesOptions) {
		this.#options = options;
	}

	/** Each `open` needs one `release`. */
	open(
		path: string,
		{ maxbytes, backups }: { readonly maxbytes: number; readonly backups: number },
		report: (trouble: LogTrouble) => void = this.#options.report,
	): SharedLogFile {
		const key = resolve(path);
		const known = this.#byPath.get(key);
		if (known !== undefined) {
			known.writers += 1;
			return known;
		}
		const { files, clock } = this.#options;
		const file = new RotatingFile({ path: key, maxbytes, backups, files, clock, report });
		const shared = { file, writers: 1 };
		this.#byPath.set(key, shared);
		return shared;
	}

	/** Closes the file with its last writer. */
	release(shared: SharedLogFile): void {
		shared.writers -= 1;
		if (shared.writers > 0) return;
		this.#byPath.delete(shared.file.path);
		shared.file.close();
	}
}
