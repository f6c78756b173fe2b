import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The folder of the core pod's services. */
export const POD: string = fileURLToPath(new URL('../../conf/core-pod/', import.meta.url));
/** Ends a test that would hang; no slow machine takes as long. */
const DEADLINE_MS = 120_000;

/** A real process of a test; the test's end kills it. */
export interface Program {
	readonly child: ChildProcess;
	readonly pid: number;
	/** What it has written so far, both streams, a line each. */
	readonly lines: readonly string[];
	/** How it ended: exit status, or the signal's name. */
	readonly ended: Promise<number | string>;
	/** Resolves with the first line, past or to come, that matches; rejects at the deadline or the program's end. */
	untilLine(pattern: RegExp): Promise<string>;
}

interface Teardown {
	teardown(action: () => unknown): void;
}

export interface ProgramOptions {
	readonly env?: Readonly<Record<string, string>>;
	readonly uid?: number;
	/** What ends it with the test; SIGKILL unless it has children of its own to end. */
	readonly endWith?: NodeJS.Signals;
}

export function runProgram(t: Teardown, argv: readonly string[], options: ProgramOptions = {}): Program {
	const [file = '', ...args] = argv;
	const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env };
	const identity = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
	const child = spawn(file, args, { cwd: POD, env, ...identity });
	const lines: string[] = [];
	const waiting = new Set<() => void>();
	const announce = () => waiting.forEach((look) => void look());
	for (const input of [child.stdout, child.stderr]) {
		createInterface({ input }).on('line', (line) => {
			lines.push(line);
			announce();
		});
	}
	let isOver = false;
	const ended = once(child, 'close').then(([code, signal]) => {
		isOver = true;
		announce();
		return (code ?? signal) as number | string;
	});
	t.teardown(() => {
		if (!isOver) child.kill(options.endWith ?? 'SIGKILL');
		return ended;
	});
	const untilLine = (pattern: RegExp) => {
		const { promise, resolve, reject } = Promise.withResolvers<string>();
		const fail = (why: string) => reject(new Error(`${why} before ${pattern}:\n${lines.join('\n')}`));
		const look = () => {
			const line = lines.find((candidate) => pattern.test(candidate));
			if (line !== undefined) return resolve(line);
			return isOver ? fail('it ended') : undefined;
		};
		waiting.add(look);
		look();
		const timer = setTimeout(fail, DEADLINE_MS, 'the deadline came');
		return promise.finally(() => {
			clearTimeout(timer);
			waiting.delete(look);
		});
	};
	return { child, pid: child.pid ?? -1, lines, ended, untilLine };
}

/** A service (or the gateway) of the pod, listening; on a free port unless `env` holds PORT. */
export async function runService(t: Teardown, file: string, env: Record<string, string> = {}): Promise<Service> {
	const program = runProgram(t, [process.execPath, file], { env: { PORT: '0', ...env } });
	const { port } = JSON.parse(await program.untilLine(/"event":"listening"/));
	return { ...program, port, origin: `http://127.0.0.1:${port}` };
}

export interface Service extends Program {
	readonly port: number;
	readonly origin: string;
}

/** Resolves once somebody accepts connections on the port. */
export async function untilAccepting(port: number): Promise<void> {
	const deadline = performance.now() + DEADLINE_MS;
	for (;;) {
		const socket = connect(port, '127.0.0.1');
		try {
			await once(socket, 'connect');
			return;
		} catch (error) {
			// ECONNREFUSED: not yet.
			if (performance.now() > deadline) throw error;
			await new Promise((resolve) => setTimeout(resolve, 10));
		} finally {
			socket.destroy();
		}
	}
}

export async function postJson(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
	const init = { 'content-type': 'application/json', ...headers };
	return fetch(url, { method: 'POST', headers: init, body: JSON.stringify(body) });
}
