import type { ChildProcess } from 'node:child_process';
import type { ExitStatus } from '../foundation/exit-status.ts';
import { armTimeout } from './arm-timeout.ts';
import type { CommandOutcome, CommandRequest, Commands } from './commands.ts';
import { errorCode } from './errno.ts';
import { exitStatusOf } from './portable/spawn-with-execa.ts';
import { TailOfOutput } from './tail-of-output.ts';

/** Commands on a real system, by either adapter. execa is loaded with the first: most pods run none. */
export function createCommands(): Commands {
	return { run: runCommand };
}

/**
 * How long its output is waited for once it has ended. It is there at once, unless somebody who left its process group
 * holds it open.
 */
const OUTPUT_GRACE_MS = 1000;

/**
 * How long its death by SIGKILL is waited for. It does not come while the command waits for a disk that is gone, or where
 * it has become a user whom we may not signal; whoever asked must know that it did not end in time all the same.
 */
const DEATH_GRACE_MS = 1000;

/** That live on so; with as many none is run, since they would become ever more. */
const MOST_UNDYING = 16;

let undying = 0;

async function runCommand(request: CommandRequest): Promise<CommandOutcome> {
	const [file, ...args] = request.argv;
	if (file === undefined) return { type: 'failed', error: 'EINVAL' };
	if (request.signal?.aborted) return { type: 'failed', error: 'ECANCELED' };
	if (undying >= MOST_UNDYING) return { type: 'failed', error: 'EAGAIN' };
	const { execa } = await import('execa');
	if (request.signal?.aborted) return { type: 'failed', error: 'ECANCELED' };
	const subprocess = execa(file, args, {
		env: request.environment,
		extendEnv: false,
		...(request.directory === undefined ? {} : { cwd: request.directory }),
		...(request.identity === undefined ? {} : { uid: request.identity.uid, gid: request.identity.gid }),
		stdin: request.stdin === undefined ? 'ignore' : 'pipe',
		// setsid(2): the group is its own, and can be killed as one.
		detached: true,
		cleanup: false,
		buffer: false,
		reject: false,
	});
	const child = subprocess.nodeChildProcess;
	// Whoever keeps its streams open keeps this promise, too: the child's own events are what counts.
	const result = subprocess.catch((error: unknown) => error as { readonly code?: string });
	if (child?.pid === undefined) return { type: 'failed', error: codeOf(await result) };
	return watchCommand(child, child.pid, request);
}

function watchCommand(child: ChildProcess, pid: number, request: CommandRequest): Promise<CommandOutcome> {
	return new Promise((resolve) => {
		const output = new TailOfOutput(request.maxOutputBytes);
		let cutShort: 'timed-out' | 'aborted' | undefined;
		let status: ExitStatus | undefined;
		const cut = (why: 'timed-out' | 'aborted'): void => {
			cutShort ??= why;
			// Once it has ended, its number may be another's.
			if (status !== undefined) return;
			killGroup(pid);
			grace ??= setTimeout(leave, DEATH_GRACE_MS);
		};
		const leave = (): void => {
			undying++;
			child.once('exit', () => undying--);
			settle();
		};
		const onAbort = (): void => cut('aborted');
		const disarm = armTimeout(request.timeoutMs, () => cut('timed-out'));
		let grace: NodeJS.Timeout | undefined;
		request.signal?.addEventListener('abort', onAbort, { once: true });

		const settle = (): void => {
			disarm();
			clearTimeout(grace);
			request.signal?.removeEventListener('abort', onAbort);
			for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
			resolve(outcomeOf());
		};
		const outcomeOf = (): CommandOutcome => {
			if (cutShort === 'aborted') return { type: 'failed', error: 'ECANCELED' };
			if (cutShort === 'timed-out') return { type: 'timed-out', output: output.text };
			return { type: 'ended', status: status ?? { type: 'code', code: 0 }, output: output.text };
		};
		for (const stream of [child.stdout, child.stderr]) {
			stream?.on('data', (chunk: Buffer) => output.add(chunk));
			stream?.on('error', ignoreBrokenPipe);
		}
		child.stdin?.on('error', ignoreBrokenPipe);
		child.stdin?.end(request.stdin);
		child.on('exit', (code, signal) => {
			status = exitStatusOf(code, signal);
			disarm();
			clearTimeout(grace);
			killGroup(pid);
			grace = setTimeout(settle, OUTPUT_GRACE_MS);
		});
		child.on('close', settle);
	});
}

function killGroup(pid: number): void {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// ESRCH: nobody is left in it. EPERM: who is left has become another user, whom this daemon may not signal.
	}
}

/** EPIPE: it does not read what it is given. ECONNRESET, EIO: it is dead. Its exit tells what came of it. */
function ignoreBrokenPipe(): void {}

function codeOf(result: unknown): string {
	if (typeof result !== 'object' || result === null) return 'EIO';
	const { code, cause } = result as { readonly code?: unknown; readonly cause?: unknown };
	return typeof code === 'string' ? code : (errorCode(cause) ?? 'EIO');
}
