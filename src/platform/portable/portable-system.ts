import { constants } from 'node:os';
import { createClock } from '../clock.ts';
import { createCommands } from '../create-commands.ts';
import { createHttpClient } from '../create-http-client.ts';
import { createTcpClient } from '../create-tcp-client.ts';
import { systemError } from '../errno.ts';
import type { Files } from '../files.ts';
import { filesystemSpace } from '../filesystem-space.ts';
import type { System } from '../system.ts';
import { createPortableMemory } from './portable-memory.ts';
import { createPortableProcesses } from './portable-processes.ts';
import { createPortableSockets } from './portable-sockets.ts';

/**
 * The system through Node and three libraries: for a laptop without the addon, and macOS. It keeps the port's word
 * wherever Node lets it, and says in `lost` where it does not.
 */
export async function createPortableSystem({ files }: { readonly files: Files }): Promise<System> {
	// spawn() answers at once, so what it needs is loaded before; the rest when it is first used.
	const [{ execa }, { default: treeKill }] = await Promise.all([import('execa'), import('tree-kill')]);
	const clock = createClock();
	const processes = createPortableProcesses(execa, treeKill);
	return {
		name: 'portable',
		lost: LOST,
		processes,
		files,
		sockets: createPortableSockets(clock),
		commands: createCommands(),
		http: createHttpClient(),
		tcp: createTcpClient(),
		memory: createPortableMemory(processes),
		clock,
		spaceOf: filesystemSpace,
		connectDatagram: (path) => {
			throw systemError(`connect ${path}`, constants.errno.ENOSYS);
		},
		receiveDatagrams: (name) => {
			throw systemError(`bind @${name}`, constants.errno.ENOSYS);
		},
	};
}

const LOST: readonly string[] = [
	'a program cannot open /dev/stdout or /dev/stderr',
	'orphans are not adopted and reaped',
	'supplementary groups are dropped',
	'resource limits (rlimit_*) are ignored',
	'logs are not moved without copying',
	'the death by a real-time signal looks like exit status 0',
	'with redirect_stderr a shell starts the program, under its path as argv[0]',
	'syslog cannot be reached',
	'what programs say by sd_notify is not heard',
	'the sockets of fcgi-programs cannot be opened',
	'who is at the other end of a unix socket is not known',
	...(process.platform === 'linux'
		? []
		: ['oom_score_adj is ignored', 'descendants that left their group and lost their parent are not found']),
];
