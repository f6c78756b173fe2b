import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a regular file in the folder, or in one below it, ends with the text. */
export function hasFileEndingWith(folder: string, text: string): boolean {
	return readdirSync(folder, { recursive: true, withFileTypes: true }).some(
		(entry) => entry.isFile() && lastOf(join(entry.parentPath, entry.name), text.length) === text,
	);
}

function lastOf(path: string, bytes: number): string {
	try {
		const fd = openSync(path, 'r');
		try {
			const buffer = Buffer.alloc(bytes);
			const count = readSync(fd, buffer, 0, bytes, Math.max(0, fstatSync(fd).size - bytes));
			return buffer.toString('latin1', 0, count);
		} finally {
			closeSync(fd);
		}
	} catch {
		// ENOENT: it was rotated away.
		return '';
	}
}
