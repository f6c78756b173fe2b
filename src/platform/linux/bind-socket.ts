import { closeSync, lchownSync, lstatSync, unlinkSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { errnoName, errorCode } from '../errno.ts';
import { SocketFile } from '../socket-file.ts';
import type { ListenAddress } from '../sockets.ts';
import type { SystemFailure } from '../system-failure.ts';
import type { Addon } from './addon.ts';
import { terminatedString } from './terminated-string.ts';

/** `net.core.somaxconn` caps it: as many as the kernel lets. */
const MOST_BACKLOG = 65_535;

/** A listening socket; `fd` is the caller's to close. */
export interface BoundSocket {
	readonly type: 'bound';
	readonly fd: number;
	/** `undefined` for TCP. */
	readonly file: SocketFile | undefined;
}

export type BindOutcome = BoundSocket | { readonly type: 'failed'; readonly failure: SystemFailure };

/** Binds and listens at once; the socket blocks and is closed on exec. */
export function bindSocket(addon: Addon, address: ListenAddress, backlog: number = MOST_BACKLOG): BindOutcome {
	return address.type === 'unix' ? bindUnix(addon, address, backlog) : bindTcp(addon, address, backlog);
}

type UnixAddress = Extract<ListenAddress, { type: 'unix' }>;
type TcpAddress = Extract<ListenAddress, { type: 'tcp' }>;

function bindUnix(addon: Addon, { path, mode, owner }: UnixAddress, backlog: number): BindOutcome {
	if (path.includes('\0')) return failed('bind', 'EINVAL');
	const inTheWay = clearPath(addon, path);
	if (inTheWay !== undefined) return inTheWay;
	// The file has its mode from its first moment on; until it has its owner it is ours, which lets in fewer.
	const umask = process.umask(0o777 & ~mode);
	const fd = addon.bindUnix(terminatedString(path));
	process.umask(umask);
	if (fd < 0) return failed('bind', errnoName(-fd));
	// At once: whoever sees the file connects, and would be refused.
	const listening = addon.listen(fd, backlog);
	let failure = listening < 0 ? failed('listen', errnoName(-listening)) : undefined;
	let file: SocketFile | undefined;
	try {
		file = SocketFile.at(path);
		// Not through a link that whoever owns the folder put in its place.
		if (owner !== undefined && file !== undefined) lchownSync(path, owner.uid, owner.gid);
	} catch (error) {
		failure ??= failed('chown', errorCode(error) ?? 'EIO');
	}
	const bound: BoundSocket = { type: 'bound', fd, file };
	return failure === undefined ? bound : abandon(bound, failure);
}

/** Removes a socket that nobody listens on; says what else is there. */
function clearPath(addon: Addon, path: string): BindOutcome | undefined {
	let step = 'bind';
	try {
		const stats = lstatSync(path, { throwIfNoEntry: false });
		if (stats === undefined) return undefined;
		if (!stats.isSocket()) return failed(step, 'ENOTSOCK');
		if (isLive(addon, path)) return failed(step, 'EADDRINUSE');
		step = 'unlink';
		unlinkSync(path);
		return undefined;
	} catch (error) {
		// ENOENT: somebody else removed it first.
		return errorCode(error) === 'ENOENT' ? undefined : failed(step, errorCode(error) ?? 'EIO');
	}
}

function isLive(addon: Addon, path: string): boolean {
	const fd = addon.connectStream(terminatedString(path));
	if (fd >= 0) closeSync(fd);
	// EAGAIN: its backlog is full. EPROTOTYPE: it takes datagrams. EACCES: it cannot be told.
	return fd >= 0 || !['ECONNREFUSED', 'ENOENT'].includes(errnoName(-fd));
}

function bindTcp(addon: Addon, { host, port }: TcpAddress, backlog: number): BindOutcome {
	if (host.includes('\0')) return failed('getaddrinfo', 'ENOTFOUND');
	const fd = addon.bindTcp(host === '' ? undefined : terminatedString(host), port, isIPv6(host) ? 1 : 0);
	if (typeof fd === 'number') {
		const bound = { type: 'bound', fd, file: undefined } as const;
		const listening = addon.listen(fd, backlog);
		return listening < 0 ? abandon(bound, failed('listen', errnoName(-listening))) : bound;
	}
	return failed(fd.step, fd.step === 'getaddrinfo' ? lookupErrorName(fd.errno) : errnoName(fd.errno));
}

/** EAI_NONAME, EAI_NODATA and EAI_AGAIN of <netdb.h>, alike in glibc and musl, as Node names them. */
function lookupErrorName(code: number): string {
	if (code === 2 || code === 5) return 'ENOTFOUND';
	return code === 3 ? 'EAI_AGAIN' : `EAI_${code}`;
}

function failed(step: string, errno: string): Extract<BindOutcome, { type: 'failed' }> {
	return { type: 'failed', failure: { step, errno } };
}

function abandon({ fd, file }: BoundSocket, outcome: BindOutcome): BindOutcome {
	closeSync(fd);
	file?.remove();
	return outcome;
}
