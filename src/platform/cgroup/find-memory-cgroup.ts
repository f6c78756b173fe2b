import { type Mount, parseMountinfo } from './parse-mountinfo.ts';
import { parseSelfCgroup } from './parse-self-cgroup.ts';

/** The cgroup whose memory is ours. */
export interface MemoryCgroup {
	readonly version: 1 | 2;
	/** Where its hierarchy is mounted; nothing above it can be seen. */
	readonly mountPoint: string;
	/** Its own folder, at or below `mountPoint`. */
	readonly folder: string;
	/** Its events are its own and not those of its descendants too: version 1, or version 2 with `memory_localevents`. */
	readonly countsItselfOnly: boolean;
}

/**
 * Finds it by the texts of /proc/self/cgroup and /proc/self/mountinfo; `undefined` where none counts our memory or where
 * it cannot be seen from here.
 */
export function findMemoryCgroup(selfCgroup: string, mountinfo: string): MemoryCgroup | undefined {
	const membership = parseSelfCgroup(selfCgroup);
	if (membership === undefined) return undefined;
	const { version, path } = membership;
	const mounts = parseMountinfo(mountinfo).filter((mount) =>
		version === 2 ? mount.type === 'cgroup2' : mount.type === 'cgroup' && mount.superOptions.includes('memory'),
	);
	for (const find of [folderBelow, folderOfPart]) {
		for (const mount of mounts) {
			const folder = find(mount, path);
			if (folder === undefined) continue;
			const countsItselfOnly = version === 1 || mount.superOptions.includes('memory_localevents');
			return { version, mountPoint: mount.mountPoint, folder, countsItselfOnly };
		}
	}
	return undefined;
}

function folderBelow({ root, mountPoint }: Mount, path: string): string | undefined {
	if (isOutside(path)) return undefined;
	const below = root === '/' ? path : path === root ? '/' : path.startsWith(`${root}/`) ? path.slice(root.length) : '';
	if (below === '') return undefined;
	if (below === '/') return mountPoint;
	return mountPoint === '/' ? below : `${mountPoint}${below}`;
}

/**
 * Where a part of the hierarchy is mounted that our path does not name, it was mounted for us, and is ours: the name is
 * the host's. Of one mounted in the namespace above we cannot know which of the folders below is ours.
 */
function folderOfPart({ root, mountPoint }: Mount): string | undefined {
	return root === '/' || isOutside(root) ? undefined : mountPoint;
}

function isOutside(path: string): boolean {
	return path === '/..' || path.startsWith('/../');
}
