/** Runs podctl, or the real supervisorctl, as a person or a script would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT: string = new URL('../..', import.meta.url).pathname;
/** What `npm run build` made. */
export const PODCTL: string = join(ROOT, 'dist/podctl.js');

export type ClientName = 'podctl' | 'supervisorctl';

const COMMANDS: Readonly<Record<ClientName, readonly string[]>> = {
	podctl: [process.execPath, PODCTL],
	supervisorctl: ['/usr/bin/python3', '/usr/bin/supervisorctl'],
};

export interface ClientRun {
	readonly stdout: string;
	readonly stderr: string;
	readonly code: number | null;
	readonly signal: string | null;
}

export interface ClientOptions {
	readonly input?: string;
	readonly environment?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	/** Commands before it on the command line. */
	readonly wrapper?: readonly string[];
	/** Called with all of stdout so far as it comes: to send a signal when something was said. */
	readonly onOutput?: (stdout: string, child: ChildProcess) => void;
}

/** Nothing of the test runner's environment but these: see `test/compat/rival.ts`. */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nowhere', TZ: 'UTC', LANG: 'C.UTF-8' };

export function runClient(name: ClientName, args: readonly string[], options: ClientOptions = {}): Promise<ClientRun> {
	const { input = '', environment = {}, cwd, wrapper = [], onOutput } = options;
	// The test runner preloads scripts into every Node that a test starts; they are no part of the product.
	const [file, ...argv] = ['env', '--unset=NODE_OPTIONS', ...wrapper, ...COMMANDS[name], ...args] as [
		string,
		...string[],
	];
	const child = spawn(file, argv, {
		env: { ...ENVIRONMENT, ...environment },
		stdio: ['pipe', 'pipe', 'pipe'],
		...(cwd === undefined ? {} : { cwd }),
	});
	let stdout = '';
	let stderr = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		stdout += text;
		onOutput?.(stdout, child);
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
	});
	// EPIPE: it ended without reading what it was told.
	child.stdin.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code !== 'EPIPE') throw error;
	});
	child.stdin.end(input);
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) => resolve({ stdout, stderr, code, signal }));
	});
}
