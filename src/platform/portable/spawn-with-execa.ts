import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { resolve } from 'node:path';
import type { Duplex, Readable, Writable } from 'node:stream';
import type { execa } from 'execa';
import type { ExitStatus } from '../../foundation/exit-status.ts';
import { errorCode } from '../errno.ts';
import type { SpawnOutcome, SpawnRequest } from '../system.ts';
import { spawnFailure } from './spawn-failure.ts';
import { StreamInputPipe, StreamOutputPipe } from './stream-pipes.ts';

export type Execa = typeof execa;

/** What came of it, and the child to watch where one runs. */
export interface ExecaSpawn {
	readonly outcome: SpawnOutcome;
	readonly child: ChildProcess | undefined;
}

/** Starts one process through execa. Its exit is the caller's to watch. */
export function spawnWithExeca(execa: Execa, request: SpawnRequest): ExecaSpawn {
	const { file, argv, notificationFd, identity } = request;
	// Relative to where the child will be, as execve(2) takes it after chdir(2).
	const path = resolve(request.directory ?? '.', file);
	const failed = (outcome: SpawnOutcome) => ({ outcome, child: undefined });
	if (request.stdin !== undefined) {
		return failed({ type: 'not-forked', failure: { step: 'fcntl', errno: 'ENOSYS' } });
	}
	// The shell in between would report a missing program as its own exit.
	if (request.redirectStderr) {
		const failure = spawnFailure({ ...request, file: path });
		if (failure.type === 'not-executed') return failed(failure);
	}
	// Nobody can be told apart in one umask: ours is the child's for the length of the fork, which is synchronous.
	const umask = request.umask === undefined ? undefined : process.umask(request.umask);
	const wrapped = request.redirectStderr
		? ['/bin/sh', '-c', 'exec 2>&1; exec "$@"', 'sh', path, ...argv.slice(1)]
		: [path, ...argv.slice(1)];
	const subprocess = execa(wrapped[0] as string, wrapped.slice(1), {
		env: request.environment,
		extendEnv: false,
		...(request.directory === undefined ? {} : { cwd: request.directory }),
		...(identity === undefined ? {} : { uid: identity.uid, gid: identity.gid }),
		...(request.redirectStderr ? {} : { argv0: argv[0] ?? file }),
		stdio: stdioFor(request),
		// setsid(2): a session and a process group of its own.
		detached: true,
		cleanup: false,
		buffer: false,
		reject: false,
	});
	if (umask !== undefined) process.umask(umask);
	const child = subprocess.nodeChildProcess;
	if (subprocess.pid === undefined || child === undefined) return failed(spawnFailure({ ...request, file: path }));
	const refused = adjust(subprocess.pid, request);
	if (refused !== undefined) {
		child.kill('SIGKILL');
		return failed({ type: 'not-executed', failure: refused });
	}
	const stdio = child.stdio as readonly (Duplex | null)[];
	return {
		child,
		outcome: {
			type: 'spawned',
			pid: subprocess.pid,
			stdin: new StreamInputPipe(stdio[0] as Writable),
			stdout: new StreamOutputPipe(stdio[1] as Readable),
			stderr: request.redirectStderr ? undefined : new StreamOutputPipe(stdio[2] as Readable),
			notification: notificationFd === undefined ? undefined : new StreamOutputPipe(stdio[notificationFd] as Duplex),
		},
	};
}

/** How Node tells an end: a code, or a signal by its name (a real-time one it takes for exit 0). */
export function exitStatusOf(code: number | null, signal: NodeJS.Signals | null): ExitStatus {
	if (signal === null) return { type: 'code', code: code ?? 0 };
	return { type: 'signal', signal: constants.signals[signal], dumpedCore: false };
}

/** Descriptors between the usual three and the notification's are /dev/null; so is a stderr that the shell redirects. */
function stdioFor({ notificationFd, redirectStderr }: SpawnRequest): Stdio {
	const stdio: Stdio = ['pipe', 'pipe', redirectStderr ? 'ignore' : 'pipe'];
	if (notificationFd === undefined) return stdio;
	while (stdio.length < notificationFd) stdio.push('ignore');
	return [...stdio, 'pipe'];
}

type Stdio = ['pipe', 'pipe', 'pipe' | 'ignore', ...('pipe' | 'ignore')[]];

/** What can be set only on the running child. */
function adjust(pid: number, { nice, oomScoreAdj }: SpawnRequest): { step: string; errno: string } | undefined {
	let step = 'setpriority';
	try {
		if (nice !== undefined) setPriority(pid, nice);
		step = 'oom_score_adj';
		if (oomScoreAdj !== undefined && process.platform === 'linux') {
			writeFileSync(`/proc/${pid}/oom_score_adj`, String(oomScoreAdj));
		}
		return undefined;
	} catch (error) {
		const errno = errorCode(error);
		// It is gone already: whoever waits for its exit is told.
		if (errno === 'ESRCH' || errno === 'ENOENT') return undefined;
		// setPriority wraps the errno in an error of its own.
		const { info } = error as { readonly info?: { readonly code?: string } };
		return { step, errno: info?.code ?? errno ?? 'EIO' };
	}
}
