import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { onStopRequest } from './on-stop-request.ts';
import { parsePodEvent } from './pod-event.ts';
import type { PodView } from './pod-view.ts';

export interface DaemonRun {
	readonly environment: Readonly<Record<string, string>>;
	readonly view: PodView;
}

/**
 * Runs the supervisor with `argv` under this very Node until it ends, and shows what it says. SIGINT, SIGTERM and
 * SIGHUP (the terminal is gone) ask it to stop; a second one asks again, which hastens.
 *
 * @returns its exit status, 128 + N where signal N ended it
 */
export async function runDaemon(argv: readonly string[], { environment, view }: DaemonRun): Promise<number> {
	// A session of its own: else the terminal's Ctrl-C would reach it too, and count as the second.
	const daemon = spawn(process.execPath, argv, { env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
	createInterface({ input: daemon.stdout }).on('line', (line) => view.show(parsePodEvent(line)));
	createInterface({ input: daemon.stderr }).on('line', (line) => view.print(line));

	const stopForwarding = onStopRequest((signal) => {
		view.print(view.isStopping ? 'Stopping at once …' : 'Stopping in order …');
		view.isStopping = true;
		daemon.kill(signal);
	});
	// Should this process fail, the pod is not left behind.
	const stopAtExit = () => daemon.kill('SIGTERM');
	process.once('exit', stopAtExit);
	try {
		const [code, signal] = (await once(daemon, 'close')) as [number | null, NodeJS.Signals | null];
		return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
	} finally {
		process.removeListener('exit', stopAtExit);
		stopForwarding();
	}
}
