/**
 * A real podvisord with real programs, as PID 1 of a PID namespace of its own or as an ordinary process, for one test.
 * Everything is waited for by its event; when the test ends, so does all of this, and nothing may be left.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { childrenOf, namespaceCommand, textOf, Watch, wholeLines } from './watch.ts';

const ROOT: string = new URL('../..', import.meta.url).pathname;
/** What `npm run build` made. */
export const DAEMON: string = join(ROOT, 'dist/podvisord.js');

export const IS_ROOT: boolean = process.getuid?.() === 0;

/** Lines of a `[program:x]` whose output is to be seen in the pod's. */
export const TO_STDOUT: string = 'stdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\nredirect_stderr=true\n';

export interface PodOptions {
	/** The configuration below `[supervisord]`, which the harness writes; `%(here)s` is the pod's folder. */
	readonly conf: string;
	/** More lines for `[supervisord]`. */
	readonly daemon?: string;
	/** Files of the pod's folder, by name; scripts (`#!`) are made executable. */
	readonly files?: Readonly<Record<string, string>>;
	/** In a PID namespace of its own (the default), or beside everything else. */
	readonly pid1?: boolean;
	readonly args?: readonly string[];
	readonly environment?: Readonly<Record<string, string>>;
	/** Commands before `podvisord` on the command line, e.g. `['prlimit', '--nofile=64']`. */
	readonly wrapper?: readonly string[];
	/** A folder that exists, instead of a new one. */
	readonly dir?: string;
	/** Another bundle. */
	readonly daemonFile?: string;
	/** How it is started, instead of by this Node. */
	readonly command?: readonly string[];
	/** A script of the pod's folder that runs in podvisord before it does. */
	readonly preload?: string;
}

interface Teardown {
	teardown(callback: () => void | Promise<void>): void;
}

export interface PodExit {
	readonly code: number | null;
	readonly signal: string | null;
}

export class PodUnderTest {
	readonly dir: string;
	readonly exited: Promise<PodExit>;
	readonly #process: ChildProcess;
	readonly #marker: string;
	readonly #pid1: boolean;
	readonly #watch: Watch;
	#output = '';

	constructor(t: Teardown, options: PodOptions) {
		this.#watch = new Watch(
			(what, why) => `waited for ${what}, but ${why}; the last output of podvisord:\n${this.#output.slice(-4000)}`,
		);
		this.dir = options.dir ?? mkdtempSync(join(tmpdir(), 'podvisor-e2e-'));
		if (options.dir === undefined) chmodSync(this.dir, 0o755);
		this.#pid1 = options.pid1 ?? true;
		this.#marker = `PODVISOR_TEST=${randomUUID()}`;
		for (const [name, text] of Object.entries(options.files ?? {})) this.write(name, text);
		this.write('pod.conf', confText(options));
		const preload = options.preload === undefined ? [] : ['--require', join(this.dir, options.preload)];
		const command = [
			// The test runner preloads scripts into every Node that a test starts; they are no part of the product.
			'env',
			options.environment?.['NODE_OPTIONS'] === undefined
				? '--unset=NODE_OPTIONS'
				: `NODE_OPTIONS=${options.environment['NODE_OPTIONS']}`,
			...(this.#pid1 ? namespaceCommand() : []),
			...(options.wrapper ?? []),
			...(options.command ?? [process.execPath, ...preload, options.daemonFile ?? DAEMON]),
			...(options.args ?? ['-n', '-c', join(this.dir, 'pod.conf')]),
		];
		const [file, ...argv] = command as [string, ...string[]];
		const [name, value] = this.#marker.split('=') as [string, string];
		this.#process = spawn(file, argv, {
			cwd: this.dir,
			env: { ...process.env, ...options.environment, [name]: value },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		for (const stream of [this.#process.stdout, this.#process.stderr]) {
			stream?.setEncoding('utf8').on('data', (text: string) => {
				this.#output += text;
				this.#watch.wake();
			});
		}
		this.exited = new Promise((resolve, reject) => {
			this.#process.once('error', reject);
			this.#process.once('close', (code, signal) => {
				this.#watch.end();
				const left = this.#leftBehind();
				if (left.length === 0) resolve({ code, signal });
				else reject(new Error(`left behind: ${left.join(', ')}; its output:\n${this.#output}`));
			});
		});
		t.teardown(() => this.#end());
	}

	/** All that the daemon wrote to its stdout and stderr so far. */
	get output(): string {
		return this.#output;
	}

	/** The lines so far that match, in order; one that is not whole yet is left out. */
	lines(pattern: RegExp): string[] {
		const text = this.#watch.hasEnded ? this.#output : wholeLines(this.#output);
		return text.split('\n').filter((line) => pattern.test(line));
	}

	/** Waits until the output holds a match, `count` times; rejects with the whole output where it does not come. */
	async line(pattern: RegExp, count = 1): Promise<RegExpExecArray> {
		const found = await this.until(() => {
			const lines = this.lines(pattern);
			return lines.length >= count ? pattern.exec(lines[count - 1] ?? '') : undefined;
		}, `${count} × ${pattern} in its output`);
		return found;
	}

	/** Waits until `look` yields something; looks again at each output, and twenty times a second. */
	until<Found>(look: () => Found | undefined | null | false, what: string): Promise<Found> {
		return this.#watch.until(look, what);
	}

	/** The daemon's pid, as this test sees it. */
	get pid(): number {
		const pid = this.#process.pid as number;
		if (!this.#pid1) return pid;
		const [child] = childrenOf(pid);
		if (child === undefined) throw new Error('the PID namespace has no process yet');
		return child;
	}

	/**
	 * Waits until the daemon has its signal handlers: the earliest moment at which it can be told to stop. Told by that
	 * of SIGUSR2, its last; Node itself has one of SIGTERM before any script runs.
	 */
	async listens(): Promise<void> {
		await this.until(() => {
			const [pid] = this.#pid1 ? childrenOf(this.#process.pid as number) : [this.#process.pid as number];
			return pid !== undefined && catches(pid, 12);
		}, 'its signal handlers');
	}

	signal(name: NodeJS.Signals): void {
		process.kill(this.pid, name);
	}

	/** Sends the signal and waits for the end. */
	async stop(name: NodeJS.Signals = 'SIGTERM'): Promise<PodExit> {
		this.signal(name);
		return this.exited;
	}

	read(name: string): string {
		return readFileSync(join(this.dir, name), 'utf8');
	}

	has(name: string): boolean {
		return existsSync(join(this.dir, name));
	}

	write(name: string, text: string): void {
		const path = join(this.dir, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
		if (text.startsWith('#!')) chmodSync(path, 0o755);
	}

	/** Writes the configuration anew, for SIGHUP. */
	rewrite(options: Pick<PodOptions, 'conf' | 'daemon'>): void {
		this.write('pod.conf', confText(options));
	}

	/** Runs a command inside the pod's namespaces; its standard output. */
	inside(...command: readonly string[]): string {
		const { stdout, stderr, status } = spawnSync(
			'nsenter',
			['--target', String(this.pid), '--pid', '--mount', '--net', '--', ...command],
			{ encoding: 'utf8' },
		);
		if (status !== 0) throw new Error(`${command.join(' ')}: exit ${status}: ${stderr}`);
		return stdout;
	}

	/** The living processes that carry this pod's mark, with what they run; zombies have no environment and do not count. */
	alive(): { readonly pid: number; readonly command: string }[] {
		return pids()
			.filter((pid) => textOf(`/proc/${pid}/environ`).split('\0').includes(this.#marker))
			.map((pid) => ({ pid, command: textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }));
	}

	/** The pids of living processes of this pod whose command line matches. */
	pidsOf(pattern: RegExp): number[] {
		return this.alive()
			.filter(({ command }) => pattern.test(command))
			.map(({ pid }) => pid);
	}

	/** Children of the daemon that are dead and not reaped. */
	zombies(): number[] {
		return childrenOf(this.pid).filter((pid) => / Z /.test(textOf(`/proc/${pid}/stat`).replace(/\(.*\)/s, '')));
	}

	/** What a pod that ended by itself must not leave: processes with its mark, its pid file, its socket. */
	#leftBehind(): string[] {
		const processes = this.alive().map(({ pid, command }) => {
			killQuietly(pid);
			return `'${command}' (pid ${pid})`;
		});
		if (this.#process.signalCode !== null) return processes;
		return [...processes, ...['podvisord.pid', 'podvisord.sock'].filter((name) => this.has(name))];
	}

	async #end(): Promise<void> {
		if (!this.#watch.hasEnded) {
			this.#process.kill('SIGKILL');
			for (const { pid } of this.alive()) killQuietly(pid);
			await this.exited.catch(() => undefined);
		}
		rmSync(this.dir, { recursive: true, force: true });
	}
}

export function startPod(t: Teardown, options: PodOptions): PodUnderTest {
	return new PodUnderTest(t, options);
}

function confText({ conf, daemon = '' }: Pick<PodOptions, 'conf' | 'daemon'>): string {
	return [
		'[supervisord]',
		'nodaemon=true',
		'logfile=/dev/null',
		'logfile_maxbytes=0',
		'pidfile=%(here)s/podvisord.pid',
		'childlogdir=%(here)s',
		daemon,
		'',
		conf,
		'',
	].join('\n');
}

/** Has the process a handler for this signal? */
function catches(pid: number, signal: number): boolean {
	const caught = /SigCgt:\s*(\w+)/.exec(textOf(`/proc/${pid}/status`))?.[1] ?? '0';
	return ((BigInt(`0x${caught}`) >> BigInt(signal - 1)) & 1n) === 1n;
}

function pids(): number[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.map(Number);
}

function killQuietly(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch {
		// ESRCH: it exited first.
	}
}
