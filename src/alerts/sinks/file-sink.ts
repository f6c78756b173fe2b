/**
 * A file of JSON Lines that is valid at any moment, whatever ends the daemon.
 *
 * A line goes into the file by one write(2), but that alone is not enough: SIGKILL interrupts a write between two pages
 * (Linux' `generic_perform_write` looks for a fatal signal before each), so that half a line is left. Within one page
 * the copy cannot be interrupted. So a line has less than a page, and one that would cross the end of a page is put
 * behind it, after spaces, which JSON allows in front of a text. A write that a full disk cuts short is taken back.
 */
import { rotateBackups } from '../../logs/rotate-backups.ts';
import { errorCode } from '../../platform/errno.ts';
import type { AppendFile } from '../../platform/files.ts';
import type { Alert } from '../alert.ts';
import { DELIVERED, type Delivery, refusedFor } from '../delivery.ts';
import { fitAlert } from '../fit-alert.ts';
import type { DirectSink, SinkConfigOf, SinkContext } from './alert-sink.ts';

/** The smallest page there is; larger ones are multiples of it. */
const PAGE_BYTES = 4096;

/** What programs print is not for everybody. */
const MODE = 0o640;

const NEWLINE = 10;
const SPACE = 32;

/** How each line begins: half of one is cut off, what else the file ends with is left. */
const BEGINNING = '{"version":';

export function createFileSink(context: SinkContext<SinkConfigOf<'file'>>): DirectSink {
	return new FileSink(context);
}

class FileSink implements DirectSink {
	readonly type = 'direct';
	readonly #context: SinkContext<SinkConfigOf<'file'>>;
	#file: AppendFile | undefined;

	constructor(context: SinkContext<SinkConfigOf<'file'>>) {
		this.#context = context;
	}

	write(alert: Alert): Delivery {
		const { path } = this.#context.config;
		try {
			const line = Buffer.from(`${fitAlert(alert, PAGE_BYTES - 1)}\n`);
			const written = this.#append(this.#fileFor(line.length), line);
			return written ? DELIVERED : refusedFor(`cannot write '${path}': ENOSPC`);
		} catch (error) {
			this.close();
			return refusedFor(`cannot write '${path}': ${errorCode(error) ?? String(error)}`);
		}
	}

	close(): void {
		try {
			this.#file?.close();
		} catch {
			// EIO, ENOSPC of a network disk at close(2): the descriptor is gone all the same.
		}
		this.#file = undefined;
	}

	/** Open, under its name, and with room. */
	#fileFor(bytes: number): AppendFile {
		const { path, maxbytes, backups } = this.#context.config;
		// Asked each time, it knows as well how much others have written.
		if (this.#file?.isLinked() === false) this.close();
		const file = this.#file ?? this.#open();
		if (!file.isRegular || maxbytes === 0 || file.size === 0 || file.size + bytes <= maxbytes) return file;
		if (backups === 0) {
			file.truncate();
			return file;
		}
		rotateBackups(this.#context.system.files, path, backups);
		this.close();
		return this.#open();
	}

	#open(): AppendFile {
		const { files } = this.#context.system;
		const { path } = this.#context.config;
		const file = files.openAppend(path, MODE);
		this.#file = file;
		if (file.isRegular && file.size > 0) this.#mend(file);
		return file;
	}

	/** What an earlier life could not end: a disk was full, or the machine went down. */
	#mend(file: AppendFile): void {
		const reader = this.#context.system.files.openRead(this.#context.config.path);
		try {
			const from = Math.max(0, file.size - 2 * PAGE_BYTES);
			const end = reader.read(from, file.size - from);
			const tailAt = end.lastIndexOf(NEWLINE) + 1;
			const tail = end.toString('utf8', tailAt).trimStart();
			// Spaces in front of a line that never came do not matter.
			if (tail === '') return;
			const isOurs = (tailAt > 0 || from === 0) && (tail.startsWith(BEGINNING) || BEGINNING.startsWith(tail));
			if (isOurs) file.truncate(from + tailAt);
			else file.write(Buffer.from('\n'));
		} finally {
			reader.close();
		}
	}

	/** False, and nothing was written, where the disk is full. */
	#append(file: AppendFile, line: Buffer): boolean {
		const { size } = file;
		const leftOnPage = PAGE_BYTES - (size % PAGE_BYTES);
		const isApart = file.isRegular && line.length > leftOnPage;
		const bytes = isApart ? Buffer.concat([Buffer.alloc(leftOnPage, SPACE), line]) : line;
		if (file.write(bytes) === bytes.length) return true;
		if (file.isRegular) file.truncate(size);
		return false;
	}
}
