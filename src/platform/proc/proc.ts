import { closeSync, openSync, readdirSync, readlinkSync, readSync, statSync } from 'node:fs';
import { errorCode } from '../errno.ts';

/**
 * /proc, read with the fewest system calls. A process may vanish between any two of them, so that "not there" is an
 * ordinary answer everywhere: `undefined`.
 */

/** What /proc/PID/stat says of a process. */
export interface ProcStat {
	readonly pid: number;
	/** `Z` for a zombie. */
	readonly state: string;
	readonly parent: number;
	readonly group: number;
	readonly session: number;
}

const page = Buffer.allocUnsafe(64 * 1024);

/**
 * Is /proc that of our own PID namespace? Where a namespace was made without mounting it anew, its numbers are those of
 * other processes, and must not be acted on.
 */
export function isOwnProc(): boolean {
	try {
		return readlinkSync('/proc/self') === String(process.pid);
	} catch {
		// ENOENT: no /proc at all.
		return false;
	}
}

/** A whole file of /proc; `undefined` where the process is gone or this file is closed to us. */
export function readProc(path: string): string | undefined {
	const bytes = readProcBytes(path);
	return bytes?.toString('latin1');
}

function readProcBytes(path: string): Buffer | undefined {
	let fd: number;
	try {
		fd = openSync(path, 'r');
	} catch (error) {
		if (isGone(error)) return undefined;
		throw error;
	}
	try {
		let count = readSync(fd, page, 0, page.length, null);
		if (count === 0) return Buffer.alloc(0);
		const parts: Buffer[] = [];
		// A short read is not the end: the kernel gives a page at a time.
		for (let more = count; more > 0; ) {
			if (count === page.length) {
				parts.push(Buffer.from(page));
				count = 0;
			}
			more = readSync(fd, page, count, page.length - count, null);
			count += more;
		}
		return parts.length === 0 ? page.subarray(0, count) : Buffer.concat([...parts, page.subarray(0, count)]);
	} catch (error) {
		if (isGone(error)) return undefined;
		throw error;
	} finally {
		closeSync(fd);
	}
}

/** ESRCH: it ended while its file was open. EACCES and EPERM: it belongs to another user. */
function isGone(error: unknown): boolean {
	return ['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR'].includes(errorCode(error) ?? '');
}

export function readStat(pid: number): ProcStat | undefined {
	const text = readProc(`/proc/${pid}/stat`);
	if (text === undefined || text === '') return undefined;
	// The second field is the command's name in brackets, which may hold blanks and brackets itself.
	const [state, parent, group, session] = text.slice(text.lastIndexOf(')') + 2).split(' ', 4);
	return { pid, state: state ?? '', parent: Number(parent), group: Number(group), session: Number(session) };
}

/** Zombies and those about to vanish do not count. */
export function isAlive(stat: ProcStat): boolean {
	return stat.state !== 'Z' && stat.state !== 'X';
}

/** The children that a thread forked or adopted, dead ones included; `undefined` without CONFIG_PROC_CHILDREN. */
export function childrenOfThread(pid: number, thread: number): number[] | undefined {
	const text = readProc(`/proc/${pid}/task/${thread}/children`);
	return text?.split(' ').slice(0, -1).map(Number);
}

/** The children of all threads of a process. */
export function childrenOf(pid: number): number[] {
	return numbersIn(`/proc/${pid}/task`).flatMap((thread) => childrenOfThread(pid, thread) ?? []);
}

/** All processes of this PID namespace. */
export function allProcesses(): number[] {
	return numbersIn('/proc');
}

/** The names in a folder of /proc that are numbers; none where it is gone. */
export function numbersIn(folder: string): number[] {
	try {
		return readdirSync(folder).map(Number).filter(Number.isInteger);
	} catch (error) {
		if (isGone(error)) return [];
		throw error;
	}
}

/** Effective user and group of a process; root's where it may not be looked into. */
export function ownerOf(pid: number): { readonly uid: number; readonly gid: number } | undefined {
	try {
		return statSync(`/proc/${pid}`, { throwIfNoEntry: false });
	} catch (error) {
		if (isGone(error)) return undefined;
		throw error;
	}
}

/** Is `entry` (`NAME=value`) in the environment the process was started with? `undefined` where it may not be read. */
export function hasEnvironmentEntry(pid: number, entry: string): boolean | undefined {
	const bytes = readEnvironment(pid);
	if (bytes === undefined) return undefined;
	const wanted = Buffer.from(`${entry}\0`);
	// At the very beginning, or after the end of another.
	return bytes.subarray(0, wanted.length).equals(wanted) || bytes.includes(`\0${entry}\0`);
}

/**
 * So often we look, a millisecond apart, whether a process has its new environment, before we take it for one without.
 * A count and no time: on a busy machine both of us may be kept waiting for a good part of a second.
 */
const MOST_LOOKS_AT_EXEC = 300;

const never = new Int32Array(new SharedArrayBuffer(4));

/**
 * In the middle of execve(2) a process has no environment: the old program's is gone, and the new one's is not there
 * yet. An escapee that executes just when its leader dies must not be missed, so we look again.
 */
function readEnvironment(pid: number): Buffer | undefined {
	for (let look = 1; ; look++) {
		const bytes = readProcBytes(`/proc/${pid}/environ`);
		if (bytes === undefined || bytes.length > 0) return bytes;
		const place = environmentPlace(pid);
		if (place === undefined || place === 'empty' || look > MOST_LOOKS_AT_EXEC) return bytes;
		if (place === 'executing') Atomics.wait(never, 0, 0, 1);
	}
}

/** Where a living process has its environment, by startcode, env_start and env_end of /proc/PID/stat (proc(5)). */
function environmentPlace(pid: number): 'executing' | 'empty' | 'somewhere' | undefined {
	const text = readProc(`/proc/${pid}/stat`);
	if (text === undefined) return undefined;
	// The third field is the first after the name.
	const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
	const field = (number: number): string | undefined => fields[number - 3];
	if (field(3) === 'Z' || field(3) === 'X') return undefined;
	// The kernel sets it last, when arguments and environment are in place.
	if (field(26) === '0') return 'executing';
	return field(50) === field(51) ? 'empty' : 'somewhere';
}
