/**
 * One of the two daemons that a compat test runs side by side: the real supervisord or podvisord, as PID 1 of a PID
 * namespace of its own, in a folder of its own, with one and the same configuration.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAEMON, IS_ROOT } from '../e2e/pod-under-test.ts';
import { childrenOf, namespaceCommand, textOf, Watch, wholeLines } from '../e2e/watch.ts';
import { type LogLine, parseLog } from './log-line.ts';

export type RivalName = 'supervisord' | 'podvisord';

export interface RivalOptions {
	/** The whole configuration; `%(here)s` is the rival's folder. */
	readonly conf: string;
	/** Files of the folder, by name; scripts (`#!`) are made executable. */
	readonly files?: Readonly<Record<string, string>>;
	/** Empty folders. */
	readonly folders?: readonly string[];
	/** Files that are executable without saying `#!`. */
	readonly executable?: readonly string[];
	/** Other modes of files. */
	readonly modes?: Readonly<Record<string, number>>;
	/** The daemon's arguments; `HERE` stands for the folder. */
	readonly args?: readonly string[];
	readonly environment?: Readonly<Record<string, string>>;
	/** Commands before the daemon on the command line. */
	readonly wrapper?: readonly string[];
}

export interface RivalExit {
	readonly code: number | null;
	readonly signal: string | null;
}

const COMMANDS: Readonly<Record<RivalName, readonly string[]>> = {
	supervisord: ['/usr/bin/python3', '/usr/bin/supervisord'],
	podvisord: [process.execPath, DAEMON],
};

export class Rival {
	readonly name: RivalName;
	readonly dir: string;
	readonly exited: Promise<RivalExit>;
	readonly #process: ChildProcess;
	readonly #watch: Watch;
	#stdout = '';
	#stderr = '';

	constructor(name: RivalName, options: RivalOptions) {
		const {
			conf,
			files = {},
			folders = [],
			executable = [],
			modes = {},
			args,
			environment = {},
			wrapper = [],
		} = options;
		this.name = name;
		this.#watch = new Watch(
			(what, why) =>
				`${name}: waited for ${what}, but ${why}; its output:\n${this.#stdout.slice(-6000)}${this.#stderr}`,
		);
		this.dir = mkdtempSync(join(tmpdir(), 'podvisor-compat-'));
		chmodSync(this.dir, 0o777);
		this.write('pod.conf', conf);
		for (const [file, text] of Object.entries(files)) this.write(file, text);
		for (const folder of folders) mkdirSync(join(this.dir, folder));
		for (const file of executable) chmodSync(join(this.dir, file), 0o755);
		for (const [file, mode] of Object.entries(modes)) chmodSync(join(this.dir, file), mode);
		const own = (args ?? ['-n', '-c', 'HERE/pod.conf']).map((arg) => arg.replace('HERE', this.dir));
		// Nothing of the machine's own environment, nor of the test runner's: both see the same, here and elsewhere.
		const variables = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nowhere', TZ: 'UTC', ...environment };
		const [file, ...argv] = [
			...namespaceCommand(),
			'env',
			'-i',
			...Object.entries(variables).map(([variable, value]) => `${variable}=${value}`),
			...wrapper,
			...COMMANDS[name],
			...own,
		] as [string, ...string[]];
		this.#process = spawn(file, argv, {
			cwd: this.dir,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
			this.#stdout += text;
			this.#watch.wake();
		});
		this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
			this.#stderr += text;
			this.#watch.wake();
		});
		this.exited = new Promise((resolve, reject) => {
			this.#process.once('error', reject);
			this.#process.once('close', (code, signal) => {
				this.#watch.end();
				resolve({ code, signal });
			});
		});
	}

	get stdout(): string {
		return this.#stdout;
	}

	get stderr(): string {
		return this.#stderr;
	}

	/** The daemon's log as it went to stdout so far, pids and folders masked; a line that is not whole yet is left out. */
	get log(): readonly LogLine[] {
		return parseLog(this.#watch.hasEnded ? this.#stdout : wholeLines(this.#stdout), this.dir);
	}

	/** Waits until the log has a line that matches, `count` times. */
	async line(pattern: RegExp, count = 1): Promise<LogLine> {
		return this.until(
			() => this.log.filter(({ message }) => pattern.test(message))[count - 1],
			`${count} × ${pattern} in its log`,
		);
	}

	/** Waits until `look` yields something; looks at each output, and twenty times a second. */
	until<Found>(look: () => Found | undefined | false, what: string | (() => string)): Promise<Found> {
		return this.#watch.until(look, what);
	}

	/** The daemon's pid on the outside. */
	get pid(): number {
		if (this.#child === undefined) throw new Error(`${this.name}: its namespace has no process`);
		return this.#child;
	}

	get #child(): number | undefined {
		return childrenOf(this.#process.pid as number)[0];
	}

	/** The pid of a program's last child, inside the namespace. */
	pidOf(program: string): number {
		const spawned = [...wholeLines(this.#stdout).matchAll(/spawned: '([^']+)' with pid (\d+)/g)].filter(
			([, name]) => name === program,
		);
		const pid = spawned.at(-1)?.[2];
		if (pid === undefined) throw new Error(`${this.name}: '${program}' was never spawned`);
		return Number(pid);
	}

	/**
	 * Sends the daemon a signal, once its programs are what they are to be: whoever supervisord has just forked is still
	 * Python, whose handler takes the stop signal that is then sent to it, and nothing comes of that.
	 */
	async signal(name: NodeJS.Signals): Promise<void> {
		await this.executed();
		process.kill(this.pid, name);
	}

	/** Waits until each child of the daemon has executed its program. */
	async executed(): Promise<void> {
		const commandOf = (pid: number): string => textOf(`/proc/${pid}/cmdline`);
		await this.until(() => {
			const daemon = commandOf(this.pid);
			return childrenOf(this.pid).every((pid) => commandOf(pid) !== daemon);
		}, 'its children to execute their programs');
	}

	signalChild(program: string, signal: string): void {
		this.inside('kill', '-s', signal, String(this.pidOf(program)));
	}

	/** Runs a command inside the namespaces; its standard output. */
	inside(...command: readonly string[]): string {
		const { stdout, stderr, status } = spawnSync(
			'nsenter',
			['--target', String(this.pid), ...userNamespace(), '--pid', '--mount', '--', ...command],
			{ encoding: 'utf8' },
		);
		if (status !== 0) throw new Error(`${this.name}: ${command.join(' ')}: exit ${status}: ${stderr}`);
		return stdout;
	}

	read(name: string): string {
		return readFileSync(join(this.dir, name), 'utf8');
	}

	/** How many bytes are in a file; `undefined` where there is none, as in the middle of a rotation. */
	size(name: string): number | undefined {
		return statSync(join(this.dir, name), { throwIfNoEntry: false })?.size;
	}

	/** Is there such a file with this text in it? */
	holds(name: string, text: string): boolean {
		return this.has(name) && this.read(name).includes(text);
	}

	has(name: string): boolean {
		return existsSync(join(this.dir, name));
	}

	write(name: string, text: string): void {
		const path = join(this.dir, name);
		writeFileSync(path, text);
		if (text.startsWith('#!')) chmodSync(path, 0o755);
	}

	/** The folder's files whose names match, the random part of AUTO names masked. */
	files(pattern: RegExp): string[] {
		return readdirSync(this.dir)
			.map(maskRandom)
			.filter((name) => pattern.test(name))
			.sort();
	}

	filesIn(folder: string): string[] {
		return readdirSync(join(this.dir, folder)).map(maskRandom).sort();
	}

	/** The file that {@link files} calls so. */
	realName(masked: string): string {
		return readdirSync(this.dir).find((name) => maskRandom(name) === masked) ?? masked;
	}

	async stop(name: NodeJS.Signals = 'SIGTERM'): Promise<RivalExit> {
		await this.signal(name);
		return this.exited;
	}

	/** Nothing of it is left, however the test went: the namespace ends with its PID 1. */
	async end(): Promise<void> {
		if (!this.#watch.hasEnded) {
			// The namespace's PID 1 itself: `--kill-child` is lost where it became another user.
			if (this.#child !== undefined) process.kill(this.#child, 'SIGKILL');
			else this.#process.kill('SIGKILL');
			await this.exited.catch(() => undefined);
		}
		rmSync(this.dir, { recursive: true, force: true });
	}
}

/** `leftover` in the tests' own files is as long as a random part. */
function maskRandom(name: string): string {
	return name.replace(/-(?!leftover)[a-z0-9_]{8}\.log/, '-RANDOM8.log');
}

/** A namespace that was not made as root is entered with its user namespace. */
function userNamespace(): string[] {
	return IS_ROOT ? [] : ['--user', '--preserve-credentials'];
}
