import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { describeUnreachable } from '../../src/ctl/describe-unreachable.ts';
import { IS_ROOT } from '../e2e/pod-under-test.ts';
import { runClient } from './run-client.ts';

interface Teardown {
	teardown(callback: () => void | Promise<void>): void;
}

async function listen(t: Teardown, server: Server): Promise<string> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.teardown(() => {
		server.close();
		for (const socket of sockets) socket.destroy();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A socket's path has room for 107 bytes. */
function folder(t: Teardown): string {
	const dir = mkdtempSync(join(tmpdir(), 'podctl-'));
	t.teardown(() => rmSync(dir, { recursive: true }));
	return dir;
}

const conf = (dir: string, text: string): string => {
	const file = join(dir, 'client.conf');
	writeFileSync(file, text);
	return file;
};

t.test('where no socket is, one sentence tells which, who said so and what to do', async (t) => {
	const dir = folder(t);
	const file = conf(dir, '[podctl]\n\nserverurl=unix://%(here)s/none.sock\n');
	const { stdout, stderr, code } = await runClient('podctl', ['-c', file, 'pid']);
	t.equal(stdout, `unix://${dir}/none.sock no such file\n`, 'what scripts know');
	t.equal(stderr.split('\n').length, 2, 'one line');
	t.match(stderr, `unix://${dir}/none.sock (serverurl in ${file}, line 3): there is no such socket;`);
	t.equal(code, 7);
});

t.test('where a socket is and nobody listens, that is told apart', async (t) => {
	const dir = folder(t);
	// A daemon that was killed leaves its socket.
	const script = `require('net').createServer().listen(${JSON.stringify(join(dir, 'dead.sock'))}, () => process.kill(process.pid, 'SIGKILL'))`;
	spawnSync(process.execPath, ['-e', script], { env: {} });
	const { stdout, stderr, code } = await runClient('podctl', ['-s', `unix://${dir}/dead.sock`, 'pid']);
	t.equal(stdout, `unix://${dir}/dead.sock refused connection\n`);
	t.match(stderr, /\(-s\): the socket is there, but nobody listens on it: the daemon that made it has ended;/);
	t.equal(code, 4);
});

t.test('where it may not be opened, the owner and the mode are told', { skip: !IS_ROOT && 'needs root' }, async (t) => {
	const dir = folder(t);
	chmodSync(dir, 0o755);
	const server = createServer().listen(join(dir, 'closed.sock'));
	await new Promise((resolve) => server.once('listening', resolve));
	t.teardown(() => server.close());
	chmodSync(join(dir, 'closed.sock'), 0o700);
	mkdirSync(join(dir, 'private'), { mode: 0o700 });
	const asNobody = (path: string) =>
		runClient('podctl', ['-s', `unix://${dir}/${path}`, 'pid'], {
			wrapper: ['setpriv', '--reuid=65534', '--clear-groups'],
		});
	const closed = await asNobody('closed.sock');
	t.match(closed.stdout, /^error: .*the socket belongs to root \(mode 0700\) and you are uid 65534/);
	t.strictSame([closed.code, closed.stderr], [1, '']);
	t.match((await asNobody('private/x.sock')).stdout, /permission is denied: \S+private belongs to root \(mode 0700\)/);
	const facts = {
		url: 'unix:///x',
		origin: '-s',
		address: { type: 'unix', path: '/x' },
		errno: 'EACCES',
		uid: 1000,
		timeoutMs: 1000,
	} as const;
	t.match(
		describeUnreachable({ ...facts, look: { type: 'socket', owner: 'root', mode: 0o700 } }),
		/permission is denied: the socket belongs to root \(mode 0700\) and you are uid 1000; become that user/,
	);
	t.match(
		describeUnreachable({ ...facts, look: { type: 'hidden', folder: '/private', owner: 'root', mode: 0o700 } }),
		/permission is denied: \/private belongs to root/,
	);
	t.match(
		describeUnreachable({
			...facts,
			address: { type: 'unix', path: `/${'x'.repeat(107)}` },
			look: { type: 'nothing' },
		}),
		/the path has more than the 107 bytes/,
	);
	t.match(describeUnreachable({ ...facts, look: { type: 'other', owner: 'root', mode: 0o644 } }), /is no socket/);
});

t.test('a port, a host and an address that lead nowhere are told apart', async (t) => {
	const facts = { url: 'http://h:1', origin: '-s', look: undefined, uid: 0, timeoutMs: 5000 } as const;
	const address = { type: 'tcp', host: 'h', port: 1 } as const;
	t.match(describeUnreachable({ ...facts, address, errno: 'ECONNREFUSED' }), /nobody listens on port 1 of h;/);
	t.match(describeUnreachable({ ...facts, address, errno: 'ENOTFOUND' }), /there is no host called h;/);
	t.match(describeUnreachable({ ...facts, address, errno: 'ETIMEDOUT' }), /no answer from h within 5 s;/);
	const { stdout, stderr, code } = await runClient('podctl', ['-s', 'http://127.0.0.1:1', 'pid']);
	t.strictSame([stdout, code], ['http://127.0.0.1:1 refused connection\n', 4]);
	t.match(stderr, /nobody listens on port 1 of 127\.0\.0\.1/);
});

t.test('whatever answers there, it is one sentence and an exit status', async (t) => {
	const http = (listener: RequestListener) => createHttpServer(listener);
	const servers: readonly (readonly [string, Server, RegExp])[] = [
		['no HTTP', createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')), /does not speak HTTP/],
		['nothing', createServer((socket) => socket.once('data', () => socket.end())), /closed before the whole answer/],
		['404', http((_, response) => response.writeHead(404).end('no')), /answered HTTP 404 Not Found/],
		['500', http((_, response) => response.writeHead(500).end('no')), /answered HTTP 500/],
		['a page', http((_, response) => response.end('<html>&nbsp;</html>')), /no XML-RPC/],
		['an entity', http((_, response) => response.end('<!DOCTYPE x [<!ENTITY a "b">]><x/>')), /no XML-RPC/],
		['silence', http(() => {}), /no whole answer within 1 s/],
		[
			'half an answer',
			http((_, response) => {
				response.writeHead(200, { 'Content-Length': 100 });
				response.write('<?xml');
			}),
			/no whole answer within 1 s/,
		],
		[
			'another type',
			http((_, response) =>
				response.end('<methodResponse><params><param><value>9.9</value></param></params></methodResponse>'),
			),
			/API version 3\.0, but the remote version is 9\.9/,
		],
	];
	for (const [what, server, wanted] of servers) {
		const url = await listen(t, server);
		const { stdout, code } = await runClient('podctl', ['-s', url, 'pid'], { environment: { PODCTL_TIMEOUT: '1' } });
		t.match(stdout, wanted, what);
		t.equal(stdout.trimEnd().split('\n').length, 1, `${what}: one line`);
		t.equal(code, what === 'another type' ? 5 : 1, what);
	}
});

t.test('an answer without an end is cut off', async (t) => {
	const chunk = Buffer.alloc(1024 * 1024, 'x');
	const url = await listen(
		t,
		createHttpServer((_, response) => {
			const pour = (): void => {
				while (!response.destroyed && response.write(chunk));
			};
			response.on('drain', pour);
			pour();
		}),
	);
	const { stdout, code } = await runClient('podctl', ['-s', url, 'pid']);
	t.match(stdout, /larger than 64 MiB/);
	t.equal(code, 1);
});

t.test('what daemons say cannot reach the terminal as a command', async (t) => {
	const struct = (members: Record<string, string>): string =>
		Object.entries(members)
			.map(([name, value]) => `<member><name>${name}</name><value>${value}</value></member>`)
			.join('');
	const evil = struct({
		name: '<string>web&#155;31m</string>',
		group: '<string>web&#155;31m</string>',
		state: '<int>20</int>',
		statename: '<string>RUN&#133;</string>',
		description: '<string>pid&#127;&#x202e;</string>',
		pid: '<int>1</int>',
	});
	const reply = (value: string): string =>
		`<methodResponse><params><param><value>${value}</value></param></params></methodResponse>`;
	const url = await listen(
		t,
		createHttpServer((request, response) => {
			let body = '';
			request.setEncoding('utf8').on('data', (text: string) => {
				body += text;
			});
			request.on('end', () => {
				const isVersion = body.includes('getVersion');
				response.end(reply(isVersion ? '3.0' : `<array><data><value><struct>${evil}</struct></value></data></array>`));
			});
		}),
	);
	const { stdout } = await runClient('podctl', ['-s', url, 'status']);
	t.match(stdout, /^web\\x9b31m/);
	t.notMatch(stdout.trimEnd(), /[\p{Cc}\u202e]/u);
});

t.test('a configuration that names no daemon, or cannot be read, ends with 2', async (t) => {
	const dir = folder(t);
	const file = conf(dir, '[unix_http_server]\nfile=/run/x.sock\n');
	const without = await runClient('podctl', ['-c', file, 'pid']);
	t.match([without.code, without.stderr], [2, /does not include supervisorctl section.*unix:\/\/\/run\/x\.sock/]);
	const missing = await runClient('podctl', ['-c', join(dir, 'none.conf'), 'pid']);
	t.match([missing.code, missing.stderr], [2, /none\.conf: cannot be read: there is no such file/]);
	const json = await runClient('podctl', ['-c', file, '--json', 'pid']);
	t.match(JSON.parse(json.stdout), { command: 'pid', exit_status: 2, result: null, errors: [{ code: 'USAGE' }] });
});

t.test('a timeout that no timer can hold is a long one, and not none', async (t) => {
	const body = '<methodResponse><params><param><value><string>3.0</string></value></param></params></methodResponse>';
	const server = createHttpServer((_, response) => void setTimeout(() => response.end(body), 50));
	const url = await listen(t, server);
	const environment = { PODCTL_TIMEOUT: '1000000000' };
	const { stdout, stderr, code } = await runClient('podctl', ['-s', url, 'version'], { environment });
	t.strictSame({ stdout, stderr, code }, { stdout: '3.0\n', stderr: '', code: 0 });
});
