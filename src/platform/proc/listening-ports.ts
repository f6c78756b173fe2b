import { readlinkSync } from 'node:fs';
import { errorCode } from '../errno.ts';
import { asOwner, type FilesystemIdentity } from './as-owner.ts';
import { numbersIn, readProc } from './proc.ts';

/** `TCP_LISTEN` of the kernel's `tcp_states.h`. */
const LISTEN = '0A';

/**
 * The kernel walks through its whole table of sockets to list some: milliseconds, and more the larger the machine is. All
 * who ask within so many times as long get the same list. Who has closed a socket of it does not own it any more.
 */
const KEPT_FOR = 20;

/** Inode → port. */
let listed: ReadonlyMap<string, number> = new Map();
let keptUntil = Number.NEGATIVE_INFINITY;

/**
 * The TCP ports, v4 and v6, on which one of `pids` listens; in this process' network namespace.
 * The processes' descriptors are looked through only while a listening socket is still without an owner. Who has just begun
 * to listen may be missed for a moment.
 */
export function listeningPorts(
	addon: FilesystemIdentity | undefined,
	pids: () => readonly number[],
): ReadonlySet<number> {
	const ports = new Set<number>();
	const portOfSocket = new Map(recentListeningSockets());
	if (portOfSocket.size === 0) return ports;
	for (const pid of pids()) {
		for (const socket of socketsOf(addon, pid)) {
			const port = portOfSocket.get(socket);
			if (port === undefined) continue;
			ports.add(port);
			portOfSocket.delete(socket);
			if (portOfSocket.size === 0) return ports;
		}
	}
	return ports;
}

function recentListeningSockets(): ReadonlyMap<string, number> {
	const began = performance.now();
	if (began < keptUntil) return listed;
	listed = listeningSockets();
	const ended = performance.now();
	keptUntil = ended + KEPT_FOR * (ended - began);
	return listed;
}

/** Inode → port, of proc(5)'s /proc/net/tcp: `sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode`. */
function listeningSockets(): Map<string, number> {
	const found = new Map<string, number>();
	for (const family of ['tcp', 'tcp6']) {
		for (const line of (readProc(`/proc/net/${family}`) ?? '').split('\n').slice(1)) {
			const fields = line.trim().split(/ +/, 10);
			const [, address, , state] = fields;
			const inode = fields[9];
			if (state !== LISTEN || address === undefined || inode === undefined) continue;
			found.set(inode, Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16));
		}
	}
	return found;
}

/** The inodes of a process' sockets. */
function socketsOf(addon: FilesystemIdentity | undefined, pid: number): readonly string[] {
	return asOwner(addon, pid, () => socketsIn(`/proc/${pid}/fd`)) ?? [];
}

/** `undefined` where they are closed to us: root may always list this folder, yet not follow what is in it. */
function socketsIn(folder: string): string[] | undefined {
	const sockets: string[] = [];
	for (const fd of numbersIn(folder)) {
		try {
			const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1];
			if (inode !== undefined) sockets.push(inode);
		} catch (error) {
			if (errorCode(error) === 'EACCES') return undefined;
			// Closed since it was listed, or its process is gone.
			if (!['ENOENT', 'ESRCH'].includes(errorCode(error) ?? '')) throw error;
		}
	}
	return sockets;
}
