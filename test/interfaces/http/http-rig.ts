/** A control server on a unix socket of a test's own, and clients that send it whatever bytes they like. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Credentials } from '../../../src/config/config.ts';
import { ControlServer } from '../../../src/interfaces/control-server.ts';
import { BodyBudget } from '../../../src/interfaces/http/body-budget.ts';
import type { HttpHandler } from '../../../src/interfaces/http/http-handler.ts';
import { HTTP_LIMITS, type HttpLimits } from '../../../src/interfaces/http/http-limits.ts';
import { createFakeSystem } from '../../../src/platform/fake/fake-system.ts';
import { stubControl } from '../stub-control.ts';

export interface HttpRigOptions {
	readonly limits?: Partial<HttpLimits>;
	readonly handle?: HttpHandler['handle'];
	readonly credentials?: Credentials;
	/** As if it were TCP. */
	readonly tcp?: boolean;
	/** As if it were the probe server, whose clients are strangers all. */
	readonly admits?: boolean;
}

export interface HttpRig {
	readonly server: ControlServer;
	/** What the daemon's log was told. */
	readonly lines: readonly string[];
	client(): Client;
}

/** Real sockets and real time; all else is a fake. The handler answers `ok` to everything unless a test has another. */
export async function startHttp(t: Test, options: HttpRigOptions = {}): Promise<HttpRig> {
	const {
		limits,
		credentials,
		tcp = false,
		admits = true,
		handle = (request) => request.answer({ status: 200, body: 'ok' }),
	} = options;
	const system = createFakeSystem();
	const { control, lines } = stubControl();
	const all: HttpLimits = { ...HTTP_LIMITS, wrongPasswordMs: 1, ...limits };
	const address = tcp
		? ({ type: 'tcp', host: 'x', port: 1 } as const)
		: ({ type: 'unix', path: 'x:1', mode: 0o700, owner: undefined } as const);
	const section = tcp ? 'inet_http_server' : 'unix_http_server';
	const outcome = ControlServer.open({
		plan: { section, name: 'x', address, credentials, insteadOf: undefined, key: 'x' },
		system,
		control: () => control,
		served: { handlers: async () => [{ matches: () => true, handle }], nothingHere: '', admits },
		budget: new BodyBudget(all.bodiesMaxBytes),
		limits: all,
	});
	if (outcome.type === 'failed') throw new Error(outcome.failure.errno);
	// t.testdir() is too long for a socket.
	const folder = mkdtempSync(join(tmpdir(), 'podvisor-http-'));
	const path = join(folder, 's');
	const listener = createServer((socket) => {
		// As the platform's listener does: what fails is followed by 'close'.
		socket.on('error', () => {});
		system.sockets.connect('x:1', socket);
	});
	await new Promise<void>((resolve) => listener.listen(path, resolve));
	const clients: Client[] = [];
	t.teardown(() => {
		for (const { socket } of clients) socket.destroy();
		outcome.server.destroy();
		listener.close();
		rmSync(folder, { recursive: true, force: true });
	});
	return {
		server: outcome.server,
		lines,
		client() {
			const client = new Client(connect(path));
			clients.push(client);
			return client;
		},
	};
}

export class Client {
	readonly socket: Socket;
	/** All that came. */
	received = '';
	/** When the server has closed the connection, in whatever way. */
	readonly closed: Promise<void>;
	readonly #watchers = new Set<() => void>();

	constructor(socket: Socket) {
		this.socket = socket;
		socket.setEncoding('latin1');
		socket.on('data', (chunk: string) => {
			this.received += chunk;
			for (const watcher of [...this.#watchers]) watcher();
		});
		// ECONNRESET, EPIPE: the server cut it off, which 'close' tells.
		socket.on('error', () => {});
		this.closed = new Promise((resolve) => socket.on('close', () => resolve()));
	}

	send(text: string): this {
		this.socket.write(text, 'latin1');
		return this;
	}

	/** Waits until what came fits; fails where the connection ends first. */
	async until(pattern: RegExp): Promise<string> {
		const came = new Promise<void>((resolve) => {
			const look = (): void => {
				if (pattern.test(this.received)) resolve();
			};
			this.#watchers.add(look);
			look();
		});
		await Promise.race([came, this.closed]);
		if (!pattern.test(this.received)) throw new Error(`the server closed after ${JSON.stringify(this.received)}`);
		return this.received;
	}

	/** How many answers of each status came. */
	get statuses(): readonly string[] {
		return [...this.received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status = '']) => status);
	}
}
