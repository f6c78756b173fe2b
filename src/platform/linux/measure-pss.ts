import { close, openSync, read } from 'node:fs';
import { promisify } from 'node:util';
import { errorCode } from '../errno.ts';
import { asOwner, type FilesystemIdentity } from '../proc/as-owner.ts';

const readDescriptor = promisify(read);
const closeDescriptor = promisify(close);

/** All of /proc/PID/smaps_rollup is less. */
const ROLLUP_BYTES = 8192;

/**
 * The proportional share of some processes together. The kernel walks through all their pages for it, holding their
 * mmap lock, which may take tens of milliseconds a gigabyte: it is read beside the loop.
 * `undefined` where one of them may not be looked into, or the kernel is older than 4.14.
 */
export async function measurePss(
	pids: readonly number[],
	addon: FilesystemIdentity | undefined,
): Promise<number | undefined> {
	let sumBytes: number | undefined;
	for (const pid of pids) {
		const bytes = await pssOf(pid, addon);
		if (bytes === 'gone') continue;
		if (bytes === 'closed') return undefined;
		sumBytes = (sumBytes ?? 0) + bytes;
	}
	return sumBytes;
}

async function pssOf(pid: number, addon: FilesystemIdentity | undefined): Promise<number | 'gone' | 'closed'> {
	try {
		// Who may look is decided when it is opened.
		const fd = asOwner(addon, pid, () => openRollup(pid));
		if (fd === undefined) return 'closed';
		try {
			return parsePss(await readAll(fd)) ?? 'gone';
		} finally {
			await closeDescriptor(fd);
		}
	} catch (error) {
		// ENOENT, ESRCH: it ended.
		if (['ENOENT', 'ESRCH'].includes(errorCode(error) ?? '')) return 'gone';
		// EMFILE, or what else the kernel has against it.
		if (errorCode(error) !== undefined) return 'closed';
		throw error;
	}
}

function openRollup(pid: number): number | undefined {
	try {
		return openSync(`/proc/${pid}/smaps_rollup`, 'r');
	} catch (error) {
		if (['EACCES', 'EPERM'].includes(errorCode(error) ?? '')) return undefined;
		throw error;
	}
}

async function readAll(fd: number): Promise<string> {
	const buffer = Buffer.alloc(ROLLUP_BYTES);
	const { bytesRead } = await readDescriptor(fd, buffer, 0, buffer.length, null);
	return buffer.toString('latin1', 0, bytesRead);
}

/** `Pss:    1234 kB`, in bytes. */
export function parsePss(rollup: string): number | undefined {
	const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1];
	return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
