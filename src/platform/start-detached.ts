import { spawn } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';

/** Tells the second of the two that it is the daemon, and on which descriptor the first waits to hear that it is up. */
const MARKER = 'PODVISOR_DAEMON_FD';

/**
 * Becomes a daemon: starts this very program again in a session of its own with its streams on /dev/null. Node cannot
 * fork, so the second one reads the configuration again. Calls back when it is up, or when it ended without.
 */
export function startDetached(onSettled: (isUp: boolean) => void): void {
	const { NODE_OPTIONS: nodeOptions = '', ...environment } = process.env;
	const daemon = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
		detached: true,
		stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
		// As the start line of the bundle does: they are the programs', not the daemon's.
		env: { ...environment, PODVISOR_NODE_OPTIONS: nodeOptions, [MARKER]: '3' },
	});
	let isUp = false;
	const channel = daemon.stdio[3];
	daemon.on('error', () => onSettled(false));
	channel?.on('data', () => {
		isUp = true;
	});
	channel?.on('close', () => onSettled(isUp));
	channel?.on('error', () => onSettled(isUp));
	daemon.unref();
}

/** In the daemon: what says to the one that started it that it is up; `undefined` in any other process. */
export function detachedStart(): (() => void) | undefined {
	const fd = Number(process.env[MARKER]);
	// Its programs shall not inherit it.
	delete process.env[MARKER];
	if (!Number.isInteger(fd) || fd < 3) return undefined;
	return () => {
		try {
			writeSync(fd, 'up\n');
			closeSync(fd);
		} catch {
			// EPIPE, EBADF: the one that started it was killed meanwhile; the daemon goes on.
		}
	};
}
