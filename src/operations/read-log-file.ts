import { Fault } from '../foundation/fault.ts';
import type { Files } from '../platform/files.ts';

/** So much of a log goes into one answer at most. */
export const MOST_LOG_BYTES: number = 4 * 1024 * 1024;

export interface LogRange {
	readonly offset: number;
	readonly length: number;
}

/**
 * A part of a file by supervisord's rules (`readFile` in options.py): `length` 0 is all that follows, a negative offset
 * means so many bytes of the end and must come with length 0. Characters that the cut went through are shown as U+FFFD.
 * @throws Fault BAD_ARGUMENTS; FAILED where it is no file that can be read
 */
export function readLogFile(files: Files, path: string, { offset, length }: LogRange): string {
	try {
		// Looked at before the arguments are: what cannot be opened is told first.
		const file = files.openRead(path);
		try {
			if (offset < 0 ? length !== 0 : length < 0) throw new Fault('BAD_ARGUMENTS');
			const { size } = file.status();
			if (offset >= 0) return String(file.read(offset, capped(length === 0 ? MOST_LOG_BYTES : length)));
			const wanted = capped(-offset);
			return String(file.read(Math.max(0, size - wanted), wanted));
		} finally {
			file.close();
		}
	} catch (error) {
		if (error instanceof Fault) throw error;
		throw new Fault('FAILED');
	}
}

/**
 * The last `length` bytes of a file for somebody who has read up to `offset`, by supervisord's rules (`tailFile`):
 * the text, the offset to go on from, and whether there was more than `length` in between. What cannot be read is empty.
 */
export function tailLogFile(files: Files, path: string, { offset, length }: LogRange): [string, number, boolean] {
	try {
		const file = files.openRead(path);
		try {
			const { size } = file.status();
			const overflow = size > offset + length;
			let from = overflow ? size - 1 : offset;
			let count = length;
			if (from + count > size) {
				if (from > size - 1) count = 0;
				from = size - count;
			}
			const bytes = count > 0 ? file.read(Math.max(0, from), capped(count)) : '';
			return [String(bytes), size, overflow];
		} finally {
			file.close();
		}
	} catch {
		// ENOENT, EACCES, EINVAL (a pipe): supervisord gives nothing for these too.
		return ['', offset, false];
	}
}

function capped(bytes: number): number {
	return Math.min(bytes, MOST_LOG_BYTES);
}
