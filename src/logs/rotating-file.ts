/**
 * A log file that rotates by size. It never throws and never waits: what cannot be written is counted and reported.
 *
 * Rollover comes after the write that reaches `maxbytes`, as supervisord's, but never inside a line: where that write
 * ends in the middle of one, the file is rolled at the last line end the write has at or beyond `maxbytes`, else at
 * the first that follows (a line that goes on for another 64 KiB is torn at last). Far from `maxbytes` nothing looks
 * at the bytes.
 */
import { errorCode } from '../platform/errno.ts';
import type { AppendFile, Files } from '../platform/files.ts';
import type { Clock } from '../platform/system.ts';
import type { LogTrouble } from './log-trouble.ts';
import { rotateBackups } from './rotate-backups.ts';
import { TroubleLatch } from './trouble-latch.ts';

const NEWLINE = 10;
const LINE_END = Buffer.from('\n');
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EAGAIN']);
/** How far a line may carry a file beyond `maxbytes`. */
const OVERHANG_MAX_BYTES = 64 * 1024;
/** How often the name is looked at (was the file deleted?), and a failed open or rotation is tried again. */
const RETRY_MS = 1000;

export interface RotatingFileOptions {
	readonly path: string;
	/** 0 never rotates. */
	readonly maxbytes: number;
	/** 0 truncates. */
	readonly backups: number;
	readonly files: Files;
	readonly clock: Clock;
	readonly report: (trouble: LogTrouble) => void;
}

export class RotatingFile {
	readonly path: string;
	readonly #maxbytes: number;
	readonly #options: RotatingFileOptions;
	readonly #writing: TroubleLatch;
	readonly #rotating: TroubleLatch;
	#file: AppendFile | undefined;
	#retryAt = 0;
	#rotateAt = 0;
	#checkAt: number;
	#rotations = 0;
	/** Is the file's last byte inside a line, as far as we know? */
	#endsInLine = false;
	/** Bytes were lost since the last that were written. */
	#hasGap = false;
	#isClosed = false;

	/** Opens the file at once, as supervisord does, so that it is there before its first line. */
	constructor(options: RotatingFileOptions) {
		const { path, report } = options;
		this.path = path;
		this.#maxbytes = options.maxbytes;
		this.#options = options;
		this.#writing = new TroubleLatch({ action: 'write', path, report });
		this.#rotating = new TroubleLatch({ action: 'rotate', path, report });
		const now = options.clock.now();
		this.#checkAt = now + RETRY_MS;
		this.#open(now);
	}

	get rotations(): number {
		return this.#rotations;
	}

	/** Is the file open, now? */
	get isOpen(): boolean {
		return this.#file !== undefined;
	}

	/** Returns how many of the bytes were lost. */
	write(chunk: Buffer): number {
		const now = this.#options.clock.now();
		if (now >= this.#checkAt) this.#checkName(now);
		const file = this.#file ?? this.#reopenLater(now);
		if (file === undefined) {
			this.#hasGap = true;
			if (!this.#isClosed) this.#writing.failed(now, 'ENOENT', chunk.length);
			return chunk.length;
		}
		if (this.#maxbytes === 0 || file.size + chunk.length < this.#maxbytes || !file.isRegular) {
			return this.#append(file, chunk, now);
		}
		return this.#writeAcross(file, chunk, now);
	}

	/**
	 * Where bytes may be moved to without being looked at, and how many before the end of a line must be looked for;
	 * `undefined` while something is wrong or the rollover is near.
	 */
	spliceTarget(): { readonly fd: number; readonly maxBytes: number } | undefined {
		const file = this.#file;
		if (file === undefined || !file.isRegular || this.#writing.isFailing) return undefined;
		if (this.#options.clock.now() >= this.#checkAt) return undefined;
		const maxBytes = this.#maxbytes === 0 ? Number.MAX_SAFE_INTEGER : this.#maxbytes - file.size - 1;
		return maxBytes >= OVERHANG_MAX_BYTES ? { fd: file.fd, maxBytes } : undefined;
	}

	/** `count` bytes went to the splice target. */
	spliced(count: number): void {
		this.#file?.grew(count);
		this.#endsInLine = true;
	}

	/** Closes and opens it by its name, so that what moved it away (logrotate) has it for itself. */
	reopen(): void {
		if (this.#isClosed) return;
		// What waits in a named pipe, or for its reader, would be lost.
		if (this.#file?.isRegular === false && this.#file.isLinked()) return;
		this.#closeFile();
		this.#open(this.#options.clock.now());
	}

	/** Deletes the file and begins a new one, as supervisord's `removelogs`. Throws Node's error where it cannot. */
	remove(): void {
		this.#closeFile();
		try {
			this.#options.files.remove(this.path);
		} finally {
			this.reopen();
		}
	}

	close(): void {
		this.#isClosed = true;
		this.#writing.tellDropped();
		this.#closeFile();
	}

	#writeAcross(file: AppendFile, chunk: Buffer, now: number): number {
		if (now < this.#rotateAt) return this.#append(file, chunk, now);
		const reachedAt = Math.max(0, this.#maxbytes - file.size - 1);
		const cut = chunk.lastIndexOf(NEWLINE) + 1;
		if (cut > reachedAt) {
			const lost = this.#append(file, chunk.subarray(0, cut), now);
			this.#rollOver(now);
			return cut === chunk.length ? lost : lost + this.write(chunk.subarray(cut));
		}
		const lost = this.#append(file, chunk, now);
		if (file.size > this.#maxbytes + OVERHANG_MAX_BYTES) this.#rollOver(now);
		return lost;
	}

	#append(file: AppendFile, chunk: Buffer, now: number): number {
		let written = 0;
		let failure: unknown = file.isRegular ? 'ENOSPC' : 'EAGAIN';
		try {
			// The halves of two lines must not look like one.
			if (!this.#hasGap || !this.#endsInLine || file.write(LINE_END) === 1) written = file.write(chunk);
		} catch (error) {
			failure = error;
		}
		if (written > 0) this.#endsInLine = chunk[written - 1] !== NEWLINE;
		this.#hasGap = written < chunk.length;
		if (!this.#hasGap) {
			if (this.#writing.isFailing) this.#writing.succeeded(now);
			return 0;
		}
		// A full disk may have room for the next line; of anything else (EIO, ESTALE) a new descriptor is the cure.
		if (!isFull(failure)) {
			this.#closeFile();
			this.#retryAt = now + RETRY_MS;
		}
		this.#writing.failed(now, failure, chunk.length - written);
		return chunk.length - written;
	}

	#rollOver(now: number): void {
		const file = this.#file;
		if (file === undefined) return;
		const { files, backups } = this.#options;
		try {
			// The size may not be ours alone: someone truncated the file, or took it away.
			if (!file.isLinked()) {
				this.reopen();
				return;
			}
			if (file.size < this.#maxbytes) return;
			if (backups === 0) file.truncate();
			else {
				rotateBackups(files, this.path, backups);
				// Until this succeeds the old file, under its new name, is what is written to.
				this.#file = files.openAppend(this.path);
				closeQuietly(file);
			}
			this.#endsInLine = false;
			this.#rotations += 1;
			this.#rotating.succeeded(now);
		} catch (error) {
			this.#rotateAt = now + RETRY_MS;
			this.#rotating.failed(now, error, 0);
		}
	}

	/** A file that was deleted or moved away is begun anew under its name. */
	#checkName(now: number): void {
		this.#checkAt = now + RETRY_MS;
		const file = this.#file;
		if (file === undefined || file.isLinked()) return;
		try {
			this.#file = this.#options.files.openAppend(this.path);
			this.#endsInLine = this.#file.size > 0;
			closeQuietly(file);
		} catch (error) {
			// Moved away, and the folder is closed to us: the old file takes what comes meanwhile. Without a folder it
			// can be found by nobody, so that what it took would be lost uncounted.
			if (isMissing(error)) this.#closeFile();
			this.#writing.failed(now, error, 0);
		}
	}

	#reopenLater(now: number): AppendFile | undefined {
		if (now >= this.#retryAt && !this.#isClosed) this.#open(now);
		return this.#file;
	}

	#open(now: number): void {
		try {
			this.#file = this.#options.files.openAppend(this.path);
			this.#endsInLine = this.#file.size > 0;
		} catch (error) {
			this.#retryAt = now + RETRY_MS;
			this.#writing.failed(now, error, 0);
		}
	}

	#closeFile(): void {
		const file = this.#file;
		this.#file = undefined;
		if (file !== undefined) closeQuietly(file);
	}
}

function closeQuietly(file: AppendFile): void {
	try {
		file.close();
	} catch {
		// EIO, ENOSPC of a network disk at close(2): nothing can be written again, and the descriptor is gone.
	}
}

function isMissing(error: unknown): boolean {
	return errorCode(error) === 'ENOENT';
}

function isFull(failure: unknown): boolean {
	const code = typeof failure === 'string' ? failure : errorCode(failure);
	return code !== undefined && FULL.has(code);
}
