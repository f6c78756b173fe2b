import { readdirSync, readFileSync } from 'node:fs';
import { errorCode } from '../errno.ts';
import type { OomKills, PodMemory } from '../memory.ts';
import { findMemoryCgroup, type MemoryCgroup } from './find-memory-cgroup.ts';
import { parseMeminfo } from './parse-meminfo.ts';
import { readCgroupMemory } from './read-cgroup-memory.ts';
import { readOomKills } from './read-oom-kills.ts';

/** The memory of the cgroup that this process is in: the pod's. */
export class OwnCgroup {
	readonly #root: string;
	#selfCgroup: string | undefined;
	#cgroup: MemoryCgroup | undefined;

	/** `root`: a folder to read instead of `/`, for tests. */
	constructor(root = '') {
		this.#root = root;
	}

	/** The cgroup's; where that has no limit, or one beyond what the host has, the host's. */
	memory(): PodMemory | undefined {
		const cgroup = this.#find();
		const ours = cgroup === undefined ? undefined : readCgroupMemory(cgroup, this.#read);
		const host = parseMeminfo(this.#read('/proc/meminfo') ?? '');
		const limitBytes = ours?.limitBytes;
		if (cgroup !== undefined && ours !== undefined && limitBytes !== undefined) {
			if (host === undefined || limitBytes < host.totalBytes) {
				return { usedBytes: ours.workingSetBytes, limitBytes, source: `cgroup-v${cgroup.version}` };
			}
		}
		if (host === undefined) return undefined;
		return { usedBytes: host.totalBytes - host.availableBytes, limitBytes: host.totalBytes, source: 'host' };
	}

	oomKills(): OomKills | undefined {
		return readOomKills(this.#find(), this.#read, (folder) => this.#subfolders(folder));
	}

	/** We may be moved to another one; where that is mounted changes no more. */
	#find(): MemoryCgroup | undefined {
		const selfCgroup = this.#read('/proc/self/cgroup') ?? '';
		if (selfCgroup !== this.#selfCgroup) {
			this.#selfCgroup = selfCgroup;
			this.#cgroup = findMemoryCgroup(selfCgroup, this.#read('/proc/self/mountinfo') ?? '');
		}
		return this.#cgroup;
	}

	readonly #read = (path: string): string | undefined => {
		try {
			return readFileSync(`${this.#root}${path}`, 'utf8');
		} catch (error) {
			// ENOENT, EACCES; ENODEV: the cgroup was removed. Whatever it is, nothing can be told.
			if (errorCode(error) !== undefined) return undefined;
			throw error;
		}
	};

	#subfolders(folder: string): readonly string[] {
		try {
			const entries = readdirSync(`${this.#root}${folder}`, { withFileTypes: true });
			return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
		} catch (error) {
			// ENOENT: it was removed just now.
			if (errorCode(error) !== undefined) return [];
			throw error;
		}
	}
}
