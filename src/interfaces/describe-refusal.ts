import type { SystemFailure } from '../platform/system-failure.ts';
import type { ServerPlan } from './server-plan.ts';

/** Why a server cannot be opened, and what to do. */
export function describeRefusal({ section, name, address }: ServerPlan, { step, errno }: SystemFailure): string {
	const isUnix = address.type === 'unix';
	const option = isUnix ? 'file' : 'port';
	const begin = `[${section}] cannot listen on ${name}`;
	switch (errno) {
		case 'EADDRINUSE':
			return `Another program is already listening on ${name}, which [${section}] is configured to use; shut it down first, or set another ${option}`;
		case 'ENOTSOCK':
			return `${begin}: there is a file of that name which is no socket; remove it, or set another ${option}`;
		case 'ENOENT':
			return `${begin}: its folder does not exist; create it, or set another ${option}`;
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return `${begin}: no IPv4 address is known for that host name (${errno}); set an IP address, or * for all`;
		case 'EADDRNOTAVAIL':
			return `${begin}: that address is not one of this machine's; set one that is, or * for all`;
		case 'ENAMETOOLONG':
			return `${begin}: the path of a socket has 107 bytes at most; set a shorter ${option}`;
		case 'EPERM':
		case 'EACCES':
			if (step === 'chown')
				return `${begin}: its owner cannot be set (${errno}); adjust chown, or run podvisord as root`;
			return `${begin}: it is not permitted (${errno}); set ${isUnix ? 'a file in a folder that podvisord may write to' : 'a port from 1024 on, or run podvisord as root'}`;
		default:
			return `${begin}: ${step} failed with ${errno}`;
	}
}
