import { errorCode } from '../platform/errno.ts';
import type { Files } from '../platform/files.ts';

/**
 * Makes room for a new file at `path`: `path` becomes `path.1`, `path.1` becomes `path.2` …, and the one that was
 * `path.<backups>` is gone. The order and the gaps it leaves are supervisord's (`RotatingFileHandler.doRollover`).
 *
 * Throws Node's error where a rename fails; `path` itself is then still there.
 */
export function rotateBackups(files: Files, path: string, backups: number): void {
	for (let number = backups - 1; number >= 1; number--) {
		const older = `${path}.${number}`;
		if (files.exists(older)) renameIfThere(files, older, `${path}.${number + 1}`);
	}
	renameIfThere(files, path, `${path}.1`);
}

function renameIfThere(files: Files, from: string, to: string): void {
	try {
		files.rename(from, to);
	} catch (error) {
		// A clean-up script was faster: there is nothing left to keep.
		if (errorCode(error) !== 'ENOENT') throw error;
	}
}
