import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { BenchPod, RunningPeer } from '../peer.ts';
import { childrenOf, processTree, type TreeProcess } from '../processes/process-tree.ts';
import { nativeProgram } from './native-program.ts';
import { until } from './until.ts';

export interface ContainedOptions {
	readonly argv: readonly string[];
	/** Added to the environment. */
	readonly environment?: Readonly<Record<string, string>>;
	/** Whether a process below PID 1 is the peer's own; where it is not said, none is. */
	readonly isOwn?: (process: TreeProcess) => boolean;
	readonly stopBy?: NodeJS.Signals | readonly string[];
	readonly statusCommand?: readonly string[];
	readonly statusEnvironment?: Readonly<Record<string, string>>;
	readonly xmlRpcSocket?: string;
}

/**
 * Starts a peer as PID 1 of a PID namespace of its own: as in a container, and nothing can be left of it, since the
 * kernel ends all in there with its first process, and that with the bench.
 */
export async function startContained(pod: BenchPod, options: ContainedOptions): Promise<RunningPeer> {
	const output = openSync(join(pod.directory, 'output'), 'a');
	const child = spawn(
		'setpriv',
		[
			'--pdeathsig',
			'KILL',
			'unshare',
			'--pid',
			'--fork',
			'--kill-child',
			'--mount-proc',
			nativeProgram('launch'),
		].concat(options.argv),
		{
			cwd: pod.directory,
			env: { ...cleanEnvironment(), ...options.environment },
			stdio: ['ignore', output, output, 'pipe'],
		},
	);
	closeSync(output);
	const ended = once(child, 'close');
	const launched = once(child.stdio[3] as Readable, 'data').then(([text]) => BigInt(String(text).trim()));
	const startedAtNs = await Promise.race([launched, ended.then(() => failed(pod, options))]);
	return new Contained(pod, options, child, ended, startedAtNs);
}

class Contained implements RunningPeer {
	readonly pid: number;
	readonly directory: string;
	readonly startedAtNs: bigint;
	readonly stopBy: NodeJS.Signals | readonly string[];
	readonly statusCommand?: readonly string[];
	readonly statusEnvironment?: Readonly<Record<string, string>>;
	readonly xmlRpcSocket?: string;
	readonly #pod: BenchPod;
	readonly #isOwn: (process: TreeProcess) => boolean;
	readonly #child: ChildProcess;
	readonly #ended: Promise<unknown>;

	constructor(
		pod: BenchPod,
		options: ContainedOptions,
		child: ChildProcess,
		ended: Promise<unknown>,
		startedAtNs: bigint,
	) {
		const [pid] = childrenOf(child.pid as number);
		if (pid === undefined) throw failure(pod, options);
		this.pid = pid;
		this.directory = pod.directory;
		this.startedAtNs = startedAtNs;
		this.#pod = pod;
		this.#isOwn = options.isOwn ?? (() => false);
		this.#child = child;
		this.#ended = ended;
		this.stopBy = options.stopBy ?? 'SIGTERM';
		if (options.statusCommand !== undefined) this.statusCommand = options.statusCommand;
		if (options.statusEnvironment !== undefined) this.statusEnvironment = options.statusEnvironment;
		if (options.xmlRpcSocket !== undefined) this.xmlRpcSocket = options.xmlRpcSocket;
	}

	ownPids(): number[] {
		return processTree(this.pid)
			.filter((process) => process.pid === this.pid || this.#isOwn(process))
			.map(({ pid }) => pid);
	}

	pidsOf(program: string): number[] {
		const { argv } = this.#pod.programs.find(({ name }) => name === program) ?? { argv: [] };
		const tree = processTree(this.pid);
		const leader = tree.find((process) => process.argv.join('\0') === argv.join('\0'));
		return leader === undefined ? [] : processTree(leader.pid).map(({ pid }) => pid);
	}

	kill(program: string): bigint {
		const [pid] = this.pidsOf(program);
		if (pid === undefined) throw new Error(`'${program}' does not run`);
		const at = process.hrtime.bigint();
		process.kill(pid, 'SIGKILL');
		return at;
	}

	async stop(): Promise<void> {
		const timer = setTimeout(() => this.#child.kill('SIGKILL'), 60_000);
		if (typeof this.stopBy === 'string') process.kill(this.pid, constants.signals[this.stopBy]);
		else await run(this.stopBy);
		await this.#ended;
		clearTimeout(timer);
		if (this.#child.signalCode === 'SIGKILL') throw new Error('it has not ended after 60 s');
	}

	async destroy(): Promise<void> {
		if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
		await this.#ended;
		await until(() => isOver(this.pid));
	}
}

/** The first process of a PID namespace is over, at most a zombie, when nothing of the namespace is left. */
function isOver(pid: number): boolean {
	try {
		return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)/s, ''));
	} catch {
		// ENOENT, ESRCH: it was reaped.
		return true;
	}
}

async function run([file = '', ...argv]: readonly string[]): Promise<void> {
	await promisify(execFile)(file, argv);
}

/** Without what an outer npm or test runner would make of a peer. */
function cleanEnvironment(): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|TAP)/.test(name));
	return Object.fromEntries(kept);
}

function failed(pod: BenchPod, options: ContainedOptions): never {
	throw failure(pod, options);
}

function failure({ directory }: BenchPod, { argv }: ContainedOptions): Error {
	return new Error(`${argv.join(' ')} ended at once: ${readFileSync(join(directory, 'output'), 'utf8').slice(-2000)}`);
}
