import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './errno.ts';

/** What a path leads to, for whoever could not open it. */
export type LookedAtPath =
	/** `mode`: the permission bits. */
	| { readonly type: 'socket' | 'other'; readonly uid: number; readonly gid: number; readonly mode: number }
	| { readonly type: 'nothing' }
	/** A folder on the way is closed to us. */
	| { readonly type: 'hidden'; readonly folder: string; readonly uid: number; readonly mode: number };

export function lookAtPath(path: string): LookedAtPath {
	try {
		const stats = statSync(path);
		return { type: stats.isSocket() ? 'socket' : 'other', ...ownershipOf(stats) };
	} catch (error) {
		const code = errorCode(error);
		if (code === 'ENOENT' || code === 'ENOTDIR') return { type: 'nothing' };
		if (code !== 'EACCES') throw error;
		return closedFolder(dirname(path));
	}
}

/** The nearest one above that can be looked at is the one that cannot be entered. */
function closedFolder(folder: string): LookedAtPath {
	try {
		return { type: 'hidden', folder, ...ownershipOf(statSync(folder)) };
	} catch (error) {
		// One further up is closed, too; the root can always be looked at.
		if (errorCode(error) !== 'EACCES') throw error;
		return closedFolder(dirname(folder));
	}
}

function ownershipOf({ uid, gid, mode }: Stats): { readonly uid: number; readonly gid: number; readonly mode: number } {
	return { uid, gid, mode: mode & 0o7777 };
}
