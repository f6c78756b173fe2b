import { createClock } from '../clock.ts';
import { createCommands } from '../create-commands.ts';
import { createHttpClient } from '../create-http-client.ts';
import { createTcpClient } from '../create-tcp-client.ts';
import type { Files } from '../files.ts';
import { filesystemSpace } from '../filesystem-space.ts';
import { HelperProcesses } from '../proc/helper-processes.ts';
import { listeningPorts } from '../proc/listening-ports.ts';
import { isOwnProc } from '../proc/proc.ts';
import { ProcessTree } from '../proc/process-tree.ts';
import { sendSignal } from '../send-signal.ts';
import type { Processes, System } from '../system.ts';
import type { Addon } from './addon.ts';
import { LinuxDatagramReceiver } from './datagram-receiver.ts';
import { LinuxDatagramSocket } from './datagram-socket.ts';
import { createLinuxMemory } from './linux-memory.ts';
import { createLinuxSockets } from './linux-sockets.ts';
import type { ReadBuffers } from './output-pipe.ts';
import { type Exit, Reaper, type ReaperStatistics } from './reaper.ts';
import { spawnProcess } from './spawn.ts';
import { SpliceRoute } from './splice-route.ts';

/** The linux adapter, and what only it can tell. */
export interface LinuxSystem extends System {
	readonly name: 'linux';
	readonly processes: LinuxProcesses;
}

export interface LinuxProcesses extends Processes {
	readonly reaped: ReaperStatistics;
}

/** As much as one read from a pipe brings. */
const READ_BYTES = 128 * 1024;

/**
 * The system as the product uses it: through the addon. From here on this process adopts and reaps the orphans among
 * its descendants, as PID 1 or as a subreaper, and reads SIGCHLD.
 */
export function createLinuxSystem({ addon, files }: { readonly addon: Addon; readonly files: Files }): LinuxSystem {
	const seesProcesses = isOwnProc();
	const clock = createClock();
	const helpers = new HelperProcesses();
	const processes = createProcesses(addon, { seesProcesses, helpers });
	return {
		name: 'linux',
		lost: seesProcesses ? [] : ['what leaves its process group is not found', 'no program is seen to listen'],
		processes,
		files,
		sockets: createLinuxSockets({ addon, clock }),
		commands: createCommands(),
		http: createHttpClient(),
		tcp: createTcpClient(),
		memory: createLinuxMemory({
			addon,
			seesProcesses,
			isHelper: (pid) => helpers.has(pid),
			liveTree: (tree) => processes.liveTree(tree),
		}),
		clock,
		spaceOf: filesystemSpace,
		connectDatagram: (path) => new LinuxDatagramSocket(addon, path),
		receiveDatagrams: (name, onDatagram) => new LinuxDatagramReceiver(addon, name, onDatagram),
	};
}

function createProcesses(
	addon: Addon,
	{ seesProcesses, helpers }: { readonly seesProcesses: boolean; readonly helpers: HelperProcesses },
): LinuxProcesses {
	const adopts = addon.subreaper() === 0 || process.pid === 1;
	const spawned = new Set<number>();
	const processTree = new ProcessTree({ addon, helpers, spawned, adopts });
	const buffers: ReadBuffers = {
		flowing: Buffer.allocUnsafeSlow(READ_BYTES),
		draining: Buffer.allocUnsafeSlow(READ_BYTES),
		route: new SpliceRoute(addon),
	};
	const exitListeners: ((exit: Exit) => void)[] = [];
	const orphanListeners: ((exit: Exit) => void)[] = [];
	const reaper = new Reaper({
		addon,
		helpers,
		spawned,
		onExit: (exit) => {
			for (const listener of exitListeners) listener(exit);
		},
		onOrphan: (exit) => {
			for (const listener of orphanListeners) listener(exit);
		},
	});
	return {
		pid: process.pid,
		get reaped() {
			return reaper.statistics;
		},
		spawn(request) {
			const outcome = spawnProcess(addon, buffers, request);
			if (outcome.type === 'spawned') spawned.add(outcome.pid);
			return outcome;
		},
		signal: sendSignal,
		onExit: (listener) => void exitListeners.push(listener),
		onOrphan: (listener) => void orphanListeners.push(listener),
		liveTree: (tree) => (seesProcesses ? processTree.of(tree) : []),
		liveDescendants: () => (seesProcesses ? processTree.descendants() : []),
		listeningPorts: (tree) => listeningPorts(addon, () => (seesProcesses ? processTree.of(tree) : [])),
		close() {
			reaper.close();
			helpers.close();
			buffers.route.close();
		},
	};
}
