import { OwnCgroup } from '../cgroup/own-cgroup.ts';
import { errorCode } from '../errno.ts';
import type { Memory } from '../memory.ts';
import type { FilesystemIdentity } from '../proc/as-owner.ts';
import type { TreeIdentity } from '../tree-identity.ts';
import { measurePss } from './measure-pss.ts';
import { measureTrees } from './measure-trees.ts';
import { pageBytes } from './page-bytes.ts';

export interface LinuxMemoryOptions {
	readonly addon: FilesystemIdentity;
	/** /proc is that of our own PID namespace. */
	readonly seesProcesses: boolean;
	readonly isHelper: (pid: number) => boolean;
	readonly liveTree: (tree: TreeIdentity) => readonly number[];
}

/** Memory by cgroup and /proc. */
export function createLinuxMemory({ addon, seesProcesses, isHelper, liveTree }: LinuxMemoryOptions): Memory {
	const cgroup = new OwnCgroup();
	let page: number | undefined;
	return {
		pod: async () => cgroup.memory(),
		async trees(trees) {
			if (!seesProcesses) return trees.map(() => undefined);
			try {
				page ??= pageBytes();
				return await measureTrees(trees, { addon, isHelper, pageBytes: page });
			} catch (error) {
				// EMFILE: no descriptor is left to look with.
				if (errorCode(error) !== undefined) return trees.map(() => undefined);
				throw error;
			}
		},
		pss: async (tree) => measurePss(liveTree(tree), addon),
		oomKills: () => cgroup.oomKills(),
		own: () => process.memoryUsage.rss(),
	};
}
