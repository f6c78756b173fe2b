import { spawn } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';

/** Tells the second of the two that it is the daemon, and on which descriptor the first waits to hear that it is up. */
const MARKER = 'PODVISOR_DAEMON_FD';

/** What the daemon tells the one that started it; anything else is why it did not come up. */
const UP = 'up';

/**
 * Becomes a daemon: starts this very program again in a session of its own with its streams on /dev/null. Node cannot
 * fork, so the second one reads the configuration again. Calls back with `undefined` when it is up, or with what it said
 * before it ended; that is empty where it could not say anything. `more`: for its environment.
 */
export function startDetached(
	more: Readonly<Record<string, string>>,
	onSettled: (failure: string | undefined) => void,
): void {
	const { NODE_OPTIONS: nodeOptions = '', ...environment } = process.env;
	const daemon = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
		detached: true,
		stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
		// As the start line of the bundle does: they are the programs', not the daemon's.
		env: { ...environment, ...more, PODVISOR_NODE_OPTIONS: nodeOptions, [MARKER]: '3' },
	});
	let said = '';
	const channel = daemon.stdio[3];
	const settle = (): void => onSettled(said === UP ? undefined : said);
	daemon.on('error', (error) => onSettled(error.message));
	channel?.on('data', (bytes: Buffer) => {
		said += bytes.toString();
	});
	channel?.on('close', settle);
	channel?.on('error', settle);
	daemon.unref();
}

/** The daemon's way to the one that started it. */
export interface Starter {
	tellUp(): void;
	/** Why it does not come up. */
	tellFailure(reason: string): void;
}

/** In the daemon: who started it; `undefined` in any other process. */
export function detachedStarter(): Starter | undefined {
	const fd = Number(process.env[MARKER]);
	// Its programs shall not inherit it.
	delete process.env[MARKER];
	if (!Number.isInteger(fd) || fd < 3) return undefined;
	const tell = (text: string): void => {
		try {
			writeSync(fd, text);
			closeSync(fd);
		} catch {
			// EPIPE, EBADF: the one that started it was killed meanwhile; the daemon goes on.
		}
	};
	return { tellUp: () => tell(UP), tellFailure: tell };
}
