import { ownerOf } from './proc.ts';

/** What the addon brings for this; without it what is refused stays so. */
export interface FilesystemIdentity {
	/** With whose rights this thread opens files from now on; a negative errno where it may not. */
	filesystemIdentity(uid: number, gid: number): number;
}

/**
 * Reads what /proc shows of a process only to its own user or to CAP_SYS_PTRACE (`environ`, `fd/`). The root of an
 * ordinary container lacks that capability, so it is refused for its own non-root services - and may instead read
 * as that very user, which setfsuid(2) allows a thread for a moment.
 * @param read Gives `undefined` where it was refused.
 */
export function asOwner<Result>(
	addon: FilesystemIdentity | undefined,
	pid: number,
	read: () => Result | undefined,
): Result | undefined {
	const found = read();
	if (found !== undefined || addon === undefined || process.geteuid?.() !== 0) return found;
	const owner = ownerOf(pid);
	if (owner === undefined || owner.uid === 0) return undefined;
	try {
		if (addon.filesystemIdentity(owner.uid, owner.gid) < 0) return undefined;
		return read();
	} finally {
		addon.filesystemIdentity(0, process.getegid?.() ?? 0);
	}
}
