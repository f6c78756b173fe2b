import { join } from 'node:path';
import type { DaemonConfig } from '../config/config.ts';
import type { Files } from '../platform/files.ts';

export interface CleanedAutoLogs {
	readonly removed: readonly string[];
	/** What could not be removed, or the folder itself where it cannot be listed. */
	readonly failed: readonly string[];
}

/**
 * Removes the AUTO logs, and their backups, that an earlier daemon of the same identifier left in `childlogdir`; to be
 * called before the first is opened. Nothing is done with `nocleanup`.
 * The pattern is supervisord's (`clear_autochildlogdir`), which is not anchored at the end; the identifier, which it
 * reads as a regular expression, is taken literally.
 */
export function cleanAutoLogs(
	{ childlogdir, identifier, nocleanup }: Pick<DaemonConfig, 'childlogdir' | 'identifier' | 'nocleanup'>,
	files: Pick<Files, 'list' | 'remove'>,
): CleanedAutoLogs {
	if (nocleanup) return { removed: [], failed: [] };
	const pattern = new RegExp(`^.+?---${RegExp.escape(identifier)}-\\S+\\.log\\.?\\d{0,4}`, 'u');
	const names = namesIn(childlogdir, files);
	if (names === undefined) return { removed: [], failed: [childlogdir] };
	const removed: string[] = [];
	const failed: string[] = [];
	for (const name of names) {
		if (!pattern.test(name)) continue;
		const path = join(childlogdir, name);
		try {
			files.remove(path);
			removed.push(path);
		} catch {
			// EACCES, EROFS, a folder of that name: the caller says so, as supervisord's 'Failed to clean up'.
			failed.push(path);
		}
	}
	return { removed, failed };
}

function namesIn(directory: string, files: Pick<Files, 'list'>): readonly string[] | undefined {
	try {
		return files.list(directory);
	} catch {
		// ENOENT, EACCES: reported by the caller.
		return undefined;
	}
}
