import { closeSync } from 'node:fs';
import type { RlimitName } from '../../config/config.ts';
import { errnoName } from '../errno.ts';
import { NO_INPUT } from '../no-input.ts';
import type { SpawnOutcome, SpawnRequest } from '../system.ts';
import type { Addon } from './addon.ts';
import { HeldOutputPipe } from './held-output-pipe.ts';
import { LinuxInputPipe } from './input-pipe.ts';
import { LinuxOutputPipe, type ReadBuffers } from './output-pipe.ts';
import { OUTPUT_PIPE_BYTES } from './pipe-room.ts';
import { terminatedString } from './terminated-string.ts';

/** `RLIMIT_*` of the kernel's `asm-generic/resource.h`, which all 64-bit CPUs that Node supports share. */
const RESOURCES: Readonly<Record<RlimitName, number>> = {
	cpu: 0,
	fsize: 1,
	data: 2,
	stack: 3,
	core: 4,
	rss: 5,
	nproc: 6,
	nofile: 7,
	memlock: 8,
	as: 9,
	sigpending: 11,
	msgqueue: 12,
	nice: 13,
	rtprio: 14,
	rttime: 15,
};

/** Steps before there is a process. */
const BEFORE_FORK: readonly string[] = ['pipe', 'fork'];

const NONE = -1;

/** Starts one process: real pipes, a session of its own, and nothing inherited that was not asked for. */
export function spawnProcess(addon: Addon, buffers: ReadBuffers, request: SpawnRequest): SpawnOutcome {
	if (hasNul(request)) return { type: 'not-executed', failure: { step: 'execve', errno: 'EINVAL' } };
	const pipes = openPipes(addon, request);
	if (typeof pipes === 'number') return { type: 'not-forked', failure: { step: 'pipe', errno: errnoName(-pipes) } };
	const { stdin, stdout, stderr, notification } = pipes;
	const { identity, oomScoreAdj } = request;
	const pid = addon.spawn(
		terminatedString(request.file),
		terminatedString(request.argv.join('\0')),
		Buffer.from(
			Object.entries(request.environment)
				.map(([name, value]) => `${name}=${value}\0`)
				.join(''),
		),
		request.directory === undefined ? undefined : terminatedString(request.directory),
		Int32Array.of(
			request.stdin ?? stdin?.theirs ?? NONE,
			stdout.theirs,
			stderr?.theirs ?? stdout.theirs,
			notification?.theirs ?? NONE,
			request.notificationFd ?? NONE,
		),
		identity === undefined ? undefined : Uint32Array.of(identity.uid, identity.gid, ...identity.groups),
		limitTriples(request.rlimits),
		request.umask,
		request.nice,
		oomScoreAdj === undefined ? undefined : terminatedString(String(oomScoreAdj)),
	);
	const all = [stdin, stdout, stderr, notification].filter((pipe) => pipe !== undefined);
	const held = request.holdsOutput === true && typeof pid === 'number' ? [stdout, stderr] : [];
	for (const pipe of all) if (!held.includes(pipe)) closeSync(pipe.theirs);
	if (typeof pid !== 'number') {
		for (const pipe of all) closeSync(pipe.ours);
		const failure = { step: pid.step, errno: errnoName(pid.errno) };
		return { type: BEFORE_FORK.includes(pid.step) ? 'not-forked' : 'not-executed', failure };
	}
	const outputPipe = (pipe: PipeEnds): LinuxOutputPipe =>
		held.includes(pipe)
			? new HeldOutputPipe(pipe.ours, pipe.theirs, addon, buffers)
			: new LinuxOutputPipe(pipe.ours, addon, buffers);
	return {
		type: 'spawned',
		pid,
		stdin: stdin === undefined ? NO_INPUT : new LinuxInputPipe(stdin.ours),
		stdout: outputPipe(stdout),
		stderr: stderr && outputPipe(stderr),
		notification: notification && new LinuxOutputPipe(notification.ours, addon, buffers),
	};
}

/** A string with a NUL would reach the program cut short (a secret's file may hold one): execve(2) has no way to say it. */
function hasNul({ file, argv, environment, directory }: SpawnRequest): boolean {
	const has = (text: string) => text.includes('\0');
	return has(file) || has(directory ?? '') || argv.some(has) || Object.entries(environment).flat().some(has);
}

interface PipeEnds {
	readonly ours: number;
	readonly theirs: number;
}

interface Pipes {
	/** `undefined` where a descriptor takes its place. */
	readonly stdin: PipeEnds | undefined;
	readonly stdout: PipeEnds;
	readonly stderr: PipeEnds | undefined;
	readonly notification: PipeEnds | undefined;
}

/** All pipes of a request, or the negative errno of the one that failed, with the others closed. */
function openPipes(addon: Addon, { identity, stdin, redirectStderr, notificationFd }: SpawnRequest): Pipes | number {
	const opened: PipeEnds[] = [];
	let failure = 0;
	const open = (ours: 0 | 1, capacityBytes: number): PipeEnds => {
		const ends = failure < 0 ? failure : addon.pipe(ours, capacityBytes, identity?.uid);
		if (typeof ends === 'number') {
			failure = ends;
			return { ours: NONE, theirs: NONE };
		}
		const pipe = ours === 0 ? { ours: ends[0], theirs: ends[1] } : { ours: ends[1], theirs: ends[0] };
		opened.push(pipe);
		return pipe;
	};
	const pipes = {
		stdin: stdin === undefined ? open(1, 0) : undefined,
		stdout: open(0, OUTPUT_PIPE_BYTES),
		stderr: redirectStderr ? undefined : open(0, OUTPUT_PIPE_BYTES),
		notification: notificationFd === undefined ? undefined : open(0, 0),
	};
	if (failure === 0) return pipes;
	for (const { ours, theirs } of opened) {
		closeSync(ours);
		closeSync(theirs);
	}
	return failure;
}

/** `Infinity` is the addon's word for no limit. */
function limitTriples(rlimits: SpawnRequest['rlimits']): Float64Array {
	return Float64Array.from(
		Object.entries(rlimits).flatMap(([name, { soft, hard }]) => [RESOURCES[name as RlimitName], soft, hard]),
	);
}
