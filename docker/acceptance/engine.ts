/** The Docker engine, through its command line: the one client that is there wherever an engine is. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface DockerOptions {
	/** After so long the command is killed, and the status is 124, as timeout(1) has it. One minute. */
	readonly timeoutMs?: number;
	/** stderr into stdout, in the order in which the lines were written. */
	readonly merged?: boolean;
	/** Each line of stdout, and of stderr, as it comes. */
	readonly onLine?: (line: string) => void;
}

export interface Outcome {
	/** 127 where there is no `docker` command, 124 where it took too long; else its own. */
	readonly status: number;
	readonly stdout: string;
	readonly stderr: string;
}

const MAX_OUTPUT_CHARS = 16 * 1024 * 1024;

/** Runs `docker ARGS`. Never throws for a status; see `dockerOutput`. */
export function docker(args: readonly string[], options: DockerOptions = {}): Promise<Outcome> {
	const { timeoutMs = 60_000, merged = false, onLine } = options;
	const child = startDocker(args, merged);
	const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
	const texts = { stdout: '', stderr: '' };
	for (const name of ['stdout', 'stderr'] as const) {
		child[name].setEncoding('utf8').on('data', (chunk: string) => {
			if (texts[name].length < MAX_OUTPUT_CHARS) texts[name] += chunk;
		});
		if (onLine !== undefined) createInterface({ input: child[name] }).on('line', onLine);
	}
	const { promise, resolve } = Promise.withResolvers<Outcome>();
	child.on('error', (error: NodeJS.ErrnoException) => {
		clearTimeout(timer);
		resolve({ ...texts, status: 127, stderr: `docker cannot be run (${error.code}); install Docker's client` });
	});
	child.on('close', (code) => {
		clearTimeout(timer);
		const late = `\ndocker ${args.join(' ')}: not done after ${timeoutMs / 1000} s`;
		// Only the timer kills it.
		resolve(code === null ? { ...texts, status: 124, stderr: texts.stderr + late } : { ...texts, status: code });
	});
	return promise;
}

/** What `docker ARGS` prints, without the white space at its ends. Throws, with its stderr, where it fails. */
export async function dockerOutput(args: readonly string[], options: DockerOptions = {}): Promise<string> {
	const { status, stdout, stderr } = await docker(args, options);
	if (status === 0) return stdout.trim();
	throw new Error(`docker ${args.join(' ')} failed with status ${status}: ${(stderr || stdout).trim().slice(-2000)}`);
}

export interface LineWait<T> {
	/** For the error: `waited for ${what}, but …`. */
	readonly what: string;
	readonly timeoutMs: number;
	/** What was waited for, or `undefined` where this line is not it. */
	readonly pick: (line: string) => T | undefined;
	/** Ends the wait as well: what came of it in another way. */
	readonly other?: Promise<T | undefined>;
}

const LAST_LINES = 30;

/**
 * Runs a `docker` that goes on (`logs --follow`, `events`) until a line of it is what is waited for, and ends it.
 * Throws after `timeoutMs`, or when the command ends, with the last lines that it printed.
 */
export async function untilLine<T>(args: readonly string[], wait: LineWait<T>): Promise<T> {
	const { promise, resolve, reject } = Promise.withResolvers<T>();
	const child = startDocker(args, true);
	const last: string[] = [];
	const fail = (why: string) =>
		reject(
			new Error(`waited for ${wait.what}, but ${why}; docker ${args.join(' ')} said at last:\n${last.join('\n')}`),
		);
	const timer = setTimeout(() => fail(`not in ${wait.timeoutMs / 1000} s`), wait.timeoutMs);
	const take = (outcome: T | undefined) => {
		if (outcome !== undefined) resolve(outcome);
	};
	child.on('error', (error) => fail(error.message));
	child.stderr.resume();
	const lines = createInterface({ input: child.stdout });
	lines.on('line', (line) => {
		last.push(line);
		if (last.length > LAST_LINES) last.shift();
		try {
			take(wait.pick(line));
		} catch (error) {
			reject(error);
		}
	});
	// After the last line; when the command was killed because the wait is over, nobody listens any more.
	lines.on('close', () => fail('the command ended'));
	wait.other?.then(take, reject);
	try {
		return await promise;
	} finally {
		clearTimeout(timer);
		child.kill('SIGKILL');
	}
}

function startDocker(args: readonly string[], merged: boolean) {
	const env = { ...process.env, DOCKER_CLI_HINTS: 'false' };
	// Only a shell gives both streams one pipe, and so keeps the order of their lines.
	const [command, before] = merged ? ['sh', ['-c', 'exec docker "$@" 2>&1', 'docker']] : ['docker', []];
	return spawn(command, [...before, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}
