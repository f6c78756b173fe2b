import type { SystemFailure } from '../platform/system-failure.ts';

const ADVICE: Readonly<Record<string, string>> = {
	EADDRINUSE: 'another process listens there: stop it, or choose another address',
	ENOTSOCK: 'there is a file of that name that is no socket: move it away, or choose another path',
	ENOENT: 'the folder of the socket does not exist: create it before',
	ENAMETOOLONG: "a socket's path may have 107 bytes: choose a shorter one",
	EACCES: 'not allowed: a folder that is closed to this user, or a port below 1024',
	EROFS: 'a read-only file system: choose a folder that can be written',
	EADDRNOTAVAIL: 'this machine has no such address: choose one of its own',
	ENOTFOUND: 'no address is known for this name: write an IP address',
	ENOSYS: 'not possible without the addon for this machine',
};

/** Why a socket could not be opened, and what to do; for a sentence that begins with the socket. */
export function describeListenFailure({ step, errno }: SystemFailure): string {
	const advice = ADVICE[errno];
	return advice === undefined ? `${step}: ${errno}` : `${step}: ${errno}, ${advice}`;
}
