import { OwnCgroup } from '../cgroup/own-cgroup.ts';
import type { Memory, TreeMemory } from '../memory.ts';
import type { Processes } from '../system.ts';
import type { TreeIdentity } from '../tree-identity.ts';

/** Trees by pidusage, one after the other; the rest where there is a /proc, which macOS lacks. */
export function createPortableMemory({ liveTree }: Pick<Processes, 'liveTree'>): Memory {
	const cgroup = new OwnCgroup();
	return {
		pod: async () => cgroup.memory(),
		async trees(trees: readonly TreeIdentity[]) {
			const measured: (TreeMemory | undefined)[] = [];
			for (const tree of trees) measured.push(await measure(liveTree(tree)));
			return measured;
		},
		pss: async () => undefined,
		oomKills: () => cgroup.oomKills(),
		own: () => process.memoryUsage.rss(),
	};
}

async function measure(pids: readonly number[]): Promise<TreeMemory | undefined> {
	if (pids.length === 0) return undefined;
	const { default: pidusage } = await import('pidusage');
	try {
		const usages = Object.values(await pidusage([...pids])).filter((usage) => usage !== null && usage !== undefined);
		if (usages.length === 0) return undefined;
		return {
			rssBytes: usages.reduce((sum, { memory }) => sum + memory, 0),
			processes: usages.length,
			cpuSeconds: usages.reduce((sum, { ctime }) => sum + ctime, 0) / 1000,
		};
	} catch {
		// It rejects where all are gone already ("No matching pid found"), and where `ps` fails.
		return undefined;
	} finally {
		// It keeps a descriptor of each pid's /proc, which would be another process' once the pid is used again.
		pidusage.clear();
	}
}
