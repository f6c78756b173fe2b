import { accessSync, constants, statSync } from 'node:fs';

/** Whether this process may run the file. Never throws. */
export function isExecutable(path: string): boolean {
	try {
		// access(2) alone lets root execute what has no x bit, and calls a folder executable.
		const stats = statSync(path, { throwIfNoEntry: false });
		if (stats === undefined || !stats.isFile() || (stats.mode & 0o111) === 0) return false;
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		// EACCES: not by us; ELOOP, ENAMETOOLONG: there is none.
		return false;
	}
}
