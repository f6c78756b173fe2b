import { dirname } from 'node:path';
import type { MemoryCgroup } from './find-memory-cgroup.ts';

/** The text of a small file of the kernel's; `undefined` where there is none for us. */
export type ReadText = (path: string) => string | undefined;

/** What a cgroup takes, and of how much. */
export interface CgroupMemory {
	/** Usage without the page cache that the kernel gives up first. */
	readonly workingSetBytes: number;
	/** `undefined` where neither it nor any above it has a limit. */
	readonly limitBytes: number | undefined;
}

interface FileNames {
	readonly usage: string;
	readonly limit: string;
	/** In memory.stat: of the whole hierarchy below. */
	readonly inactiveFile: string;
}

const FILES: Readonly<Record<1 | 2, FileNames>> = {
	// The kernel's Documentation/admin-guide/cgroup-v1/memory.rst and cgroup-v2.rst.
	1: { usage: 'memory.usage_in_bytes', limit: 'memory.limit_in_bytes', inactiveFile: 'total_inactive_file' },
	2: { usage: 'memory.current', limit: 'memory.max', inactiveFile: 'inactive_file' },
};

/**
 * Reads the cgroup that our memory's tightest limit is on: our own or one above it, as far as they can be seen. Whoever
 * else is in that one counts as well, since the kernel's OOM killer counts so. `undefined` where nothing can be read.
 */
export function readCgroupMemory(cgroup: MemoryCgroup, read: ReadText): CgroupMemory | undefined {
	let tightest = { folder: cgroup.folder, limitBytes: Number.POSITIVE_INFINITY };
	for (const folder of lineage(cgroup)) {
		const limitBytes = parseLimit(read(`${folder}/${FILES[cgroup.version].limit}`)) ?? Number.POSITIVE_INFINITY;
		if (limitBytes < tightest.limitBytes) tightest = { folder, limitBytes };
	}
	const workingSetBytes = readWorkingSet(tightest.folder, cgroup, read);
	if (workingSetBytes === undefined) return undefined;
	const limitBytes = Math.min(tightest.limitBytes, hierarchicalLimit(cgroup, read));
	return { workingSetBytes, limitBytes: Number.isFinite(limitBytes) ? limitBytes : undefined };
}

/**
 * As kubelet and cAdvisor count it: usage minus `inactive_file`. A pod that merely read large files fills its limit with
 * page cache, and is in no danger.
 */
function readWorkingSet(folder: string, { version }: MemoryCgroup, read: ReadText): number | undefined {
	const { usage, inactiveFile } = FILES[version];
	const usageBytes = parseNumber(read(`${folder}/${usage}`));
	if (usageBytes === undefined) return undefined;
	return Math.max(0, usageBytes - (keyedNumber(read(`${folder}/memory.stat`), inactiveFile) ?? 0));
}

/** From the cgroup up to the root of what is mounted. */
function lineage({ folder, mountPoint }: MemoryCgroup): readonly string[] {
	const folders = [folder];
	for (let at = folder; at !== mountPoint && at.startsWith(mountPoint) && at !== '/'; ) {
		at = dirname(at);
		folders.push(at);
	}
	return folders;
}

/** Version 1 tells the tightest limit even of cgroups above that cannot be seen. */
function hierarchicalLimit({ version, folder }: MemoryCgroup, read: ReadText): number {
	if (version === 2) return Number.POSITIVE_INFINITY;
	return asLimit(keyedNumber(read(`${folder}/memory.stat`), 'hierarchical_memory_limit')) ?? Number.POSITIVE_INFINITY;
}

/** `max`, or in version 1 the largest number of whole pages, for none. */
function parseLimit(text: string | undefined): number | undefined {
	return asLimit(parseNumber(text));
}

/** No machine has as much as version 1 writes for "none": 2^63 less a page. */
const MOST_BYTES = 2 ** 60;

function asLimit(bytes: number | undefined): number | undefined {
	return bytes === undefined || bytes >= MOST_BYTES ? undefined : bytes;
}

function parseNumber(text: string | undefined): number | undefined {
	const trimmed = text?.trim() ?? '';
	return /^\d+$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** Of a file of lines `key number`. */
export function keyedNumber(text: string | undefined, key: string): number | undefined {
	const line = text?.split('\n').find((each) => each.startsWith(`${key} `));
	return parseNumber(line?.slice(key.length));
}
