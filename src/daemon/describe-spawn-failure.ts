import type { ProcessConfig } from '../config/config.ts';
import type { SpawnOutcome } from '../platform/system.ts';
import { IDENTITY_HINT } from './identity-hint.ts';

/** supervisord's words for why a process could not be made (`spawn` and `_spawn_as_child` in process.py). */
export function describeSpawnFailure(
	{ name, argv, directory, user }: Pick<ProcessConfig, 'name' | 'argv' | 'directory' | 'user'>,
	{ type, failure: { step, errno } }: Exclude<SpawnOutcome, { type: 'spawned' }>,
): string {
	if (type === 'not-forked') {
		if (errno === 'EMFILE' || errno === 'ENFILE') return `too many open files to spawn '${name}'`;
		if (errno === 'EAGAIN') return `Too many processes in process table to spawn '${name}'`;
		return `unknown error during ${step} for '${name}': ${errno}`;
	}
	switch (step) {
		case 'chdir':
			return `couldn't chdir to ${directory}: ${errno}`;
		case 'execve':
			return `couldn't exec ${argv[0]}: ${errno}`;
		case 'setgroups':
		case 'setgid':
		case 'setuid':
			return `couldn't setuid to ${user?.uid}: ${step} ${errno}${errno === 'EPERM' ? `; ${IDENTITY_HINT}` : ''}`;
		default:
			return `couldn't ${step} for ${argv[0]}: ${errno}${capabilityHint(step, errno)}`;
	}
}

/** What a container's root does not have by itself. */
const CAPABILITY_OF: Readonly<Record<string, string>> = {
	setpriority: 'SYS_NICE',
	oom_score_adj: 'SYS_RESOURCE',
	setrlimit: 'SYS_RESOURCE',
};

function capabilityHint(step: string, errno: string): string {
	const capability = CAPABILITY_OF[step];
	const isRefused = errno === 'EPERM' || errno === 'EACCES';
	return capability === undefined || !isRefused ? '' : `; give the container --cap-add ${capability}`;
}
