/** The processes below one, read from /proc; what ends meanwhile is left out. */
import { readdirSync, readFileSync } from 'node:fs';

export interface TreeProcess {
	readonly pid: number;
	readonly parent: number;
	/** Its name for the kernel, at most 15 characters. */
	readonly comm: string;
	readonly argv: readonly string[];
}

/** The process and all below it, parents before their children. */
export function processTree(root: number): TreeProcess[] {
	const found = [describe(root, 0)].filter((process) => process !== undefined);
	// Grows while it is walked.
	for (const { pid } of found) {
		for (const child of childrenOf(pid)) {
			const process = describe(child, pid);
			if (process !== undefined) found.push(process);
		}
	}
	return found;
}

/** Of all its threads. */
export function childrenOf(pid: number): number[] {
	return threadsOf(pid).flatMap((thread) =>
		(read(`/proc/${pid}/task/${thread}/children`) ?? '').split(' ').filter(Boolean).map(Number),
	);
}

export function threadsOf(pid: number): string[] {
	try {
		return readdirSync(`/proc/${pid}/task`);
	} catch {
		// ENOENT, ESRCH: it ended.
		return [];
	}
}

function describe(pid: number, parent: number): TreeProcess | undefined {
	const comm = read(`/proc/${pid}/comm`);
	const line = read(`/proc/${pid}/cmdline`);
	// That of a zombie is empty.
	if (comm === undefined || line === undefined || line === '') return undefined;
	return { pid, parent, comm: comm.trimEnd(), argv: line.split('\0').slice(0, -1) };
}

function read(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		// ENOENT, ESRCH: it ended.
		return undefined;
	}
}
