import { dirname } from 'node:path';
import type { ListenAddress } from '../platform/sockets.ts';
import type { SystemFailure } from '../platform/system-failure.ts';
import { tmpfsOption } from './tmpfs-option.ts';

/** Where a socket should have been opened, and by which options. */
export interface WantedSocket {
	readonly address: ListenAddress;
	/** The option that says where: `file`, `port`, `socket`. */
	readonly place: string;
	/** The option that says whose: `chown`, `socket_owner`. */
	readonly owner: string;
}

/** Why a socket could not be opened by `uid`, and what to do; for a sentence that begins with the socket. */
export function describeListenFailure(
	{ step, errno }: SystemFailure,
	{ address, place, owner }: WantedSocket,
	uid: number = process.getuid?.() ?? 0,
): string {
	switch (errno) {
		case 'EADDRINUSE':
			return `another process listens there; shut it down first, or set another ${place}`;
		case 'ENOTSOCK':
			return `there is a file of that name which is no socket; remove it, or set another ${place}`;
		case 'ENOENT':
			return `its folder does not exist; create it, or set another ${place}`;
		case 'EROFS':
			return `its folder is on a read-only file system; mount something writable there (${tmpfsOption(folderOf(address), uid)}), or set another ${place}`;
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return `no IPv4 address is known for that host name (${errno}); set an IP address`;
		case 'EADDRNOTAVAIL':
			return "that address is not one of this machine's; set one that is";
		case 'ENAMETOOLONG':
			return `the path of a socket has 107 bytes at most; set a shorter ${place}`;
		case 'EPERM':
		case 'EACCES':
			if (step === 'chown')
				return `its owner cannot be set (${errno}); adjust ${owner}, or run podvisord as root, with CAP_CHOWN`;
			return `it is not permitted (${errno}); ${address.type === 'unix' ? `set a path in a folder that uid ${uid} may write to, or mount one there (${tmpfsOption(folderOf(address), uid)})` : 'set a port from 1024 on, or run podvisord as root'}`;
		case 'ENOSYS':
			return 'that is not possible without the addon for this machine; run podvisord where there is one';
		default:
			return `${step} failed with ${errno}`;
	}
}

function folderOf(address: ListenAddress): string {
	return address.type === 'unix' ? dirname(address.path) : '';
}
