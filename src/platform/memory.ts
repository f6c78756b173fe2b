import type { TreeIdentity } from './tree-identity.ts';

/** What the pod as a whole takes, of how much. */
export interface PodMemory {
	/**
	 * Of a cgroup: its working set, as kubelet counts it (usage without the page cache that the kernel drops first).
	 * Of the host: what is not available to a new program.
	 */
	readonly usedBytes: number;
	/** The tightest limit that holds for it; of the host, all the memory that it has. */
	readonly limitBytes: number;
	/** `host`: no cgroup limits it. */
	readonly source: 'cgroup-v2' | 'cgroup-v1' | 'host';
}

/** What the living processes of a tree take. */
export interface TreeMemory {
	/** Resident bytes; pages that several share are counted in each, as ps(1) does. */
	readonly rssBytes: number;
	readonly processes: number;
	/** User and system time since their starts, that of their reaped children included. */
	readonly cpuSeconds: number;
}

/** How many processes the kernel's OOM killer has ended so far. */
export interface OomKills {
	/** The pod's, by the cgroups that count them; one that is new begins with 0. */
	readonly own: ReadonlyMap<string, number>;
	/** Those of a cgroup around ours, or of the whole machine: they may have been anybody's. */
	readonly around: ReadonlyMap<string, number>;
}

/** Memory as the system tells of it; nothing of this throws. */
export interface Memory {
	/** `undefined` where this system does not tell. */
	pod(): Promise<PodMemory | undefined>;
	/**
	 * Measures many trees in one look at all processes, during which the loop has its turns. In the order of `trees`;
	 * `undefined`: nothing of it is alive, or may be seen.
	 */
	trees(trees: readonly TreeIdentity[]): Promise<readonly (TreeMemory | undefined)[]>;
	/**
	 * The tree's proportional share (PSS): a page that n processes share counts 1/n in each. The kernel walks through all
	 * pages for it, so ask seldom. `undefined` where it cannot be told.
	 */
	pss(tree: TreeIdentity): Promise<number | undefined>;
	/** Reads a few small files; does not wait. `undefined` where nobody counts them. */
	oomKills(): OomKills | undefined;
	/** Resident bytes of this very process. */
	own(): number;
}
