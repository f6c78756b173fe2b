/** The http probe against endpoints that mean it no good: each is bounded in time and size, and each is named. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import t, { type Test } from 'tap';
import { createHttpClient } from '../../src/platform/create-http-client.ts';
import { createTcpClient } from '../../src/platform/create-tcp-client.ts';
import { httpProbe } from '../../src/watch/http-probe.ts';
import type { ProbeAnswer } from '../../src/watch/probe-asker.ts';
import { tcpProbe } from '../../src/watch/tcp-probe.ts';

/** What is waited for in vain; long enough for a slow machine to get as far as each endpoint lets it. */
const TIMEOUT_MS = 3000;
/** What must not be the reason. */
const LONG_MS = 120_000;

const http = createHttpClient();

async function ask(url: string, timeoutMs = LONG_MS): Promise<ProbeAnswer> {
	return httpProbe({ url, timeoutMs, http, version: '1.2.3' }).ask(new AbortController().signal);
}

/** Listens; the test's end destroys every connection. */
async function serve(t: Test, server: Server): Promise<number> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => sockets.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.teardown(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	return (server.address() as AddressInfo).port;
}

/** A server that does this to each connection once something was asked. */
async function raw(t: Test, onRequest: (socket: Socket) => void): Promise<string> {
	const server = createTcpServer((socket) => socket.once('data', () => onRequest(socket)));
	return `http://127.0.0.1:${await serve(t, server)}/health`;
}

t.test('an honest one, which is told who asks', async (t) => {
	let asked: unknown;
	const server = createServer((request, response) => {
		asked = { agent: request.headers['user-agent'], connection: request.headers.connection, method: request.method };
		response.end('ok');
	});
	const url = `http://127.0.0.1:${await serve(t as Test, server)}/health`;
	t.strictSame(await ask(url), { isOk: true, message: `HTTP 200 from ${url}` });
	t.strictSame(asked, { agent: 'podvisor/1.2.3', connection: 'close', method: 'GET' });
});

t.test('every status from 200 to 399 is a success, and no other', async (t) => {
	let status = 0;
	const server = createServer((_request, response) => response.writeHead(status).end());
	const url = `http://127.0.0.1:${await serve(t as Test, server)}/`;
	for (const [tried, isOk] of [
		[200, true],
		[204, true],
		[304, true],
		[399, true],
		[400, false],
		[404, false],
		[503, false],
	] as const) {
		status = tried;
		t.strictSame(await ask(url), { isOk, message: `HTTP ${tried} from ${url}` });
	}
});

t.test('one that hangs, one that answers a byte a second, one whose headers never end', async (t) => {
	const trickle = (socket: Socket, text: string): void => {
		const timer = setInterval(() => socket.write(text), 1000);
		socket.on('close', () => clearInterval(timer));
	};
	const hanging = await raw(t as Test, () => {});
	const slow = await raw(t as Test, (socket) => {
		socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
		trickle(socket, 'x');
	});
	const slowHeaders = await raw(t as Test, (socket) => {
		socket.write('HTTP/1.1 200 OK\r\n');
		trickle(socket, 'X: y\r\n');
	});
	const answers = await Promise.all([hanging, slow, slowHeaders].map((url) => ask(url, TIMEOUT_MS)));
	t.strictSame(answers, [
		{ isOk: false, message: `timed out after 3 s (no answer) at ${hanging}` },
		{ isOk: false, message: `timed out after 3 s (answer incomplete) at ${slow}` },
		{ isOk: false, message: `timed out after 3 s (no answer) at ${slowHeaders}` },
	]);
});

t.test('one that returns 10 MB is read as far as it matters, and one without end as well', async (t) => {
	let sent = 0;
	const { promise: closed, resolve } = Promise.withResolvers<void>();
	const server = createServer((request, response) => {
		const total = request.url === '/endless' ? Number.POSITIVE_INFINITY : 10_000_000;
		response.writeHead(200);
		const more = (): void => {
			while (sent < total && !response.destroyed) {
				sent += 10_000;
				if (!response.write(Buffer.alloc(10_000))) return;
			}
			response.end();
		};
		response.on('drain', more);
		response.on('close', resolve);
		more();
	});
	const port = await serve(t as Test, server);
	for (const path of ['/big', '/endless']) {
		sent = 0;
		const url = `http://127.0.0.1:${port}${path}`;
		t.strictSame(await ask(url), { isOk: true, message: `HTTP 200 from ${url}` });
	}
	await closed;
	t.ok(sent < 10_000_000, 'the connection was closed long before');
});

t.test('headers without measure', async (t) => {
	const url = await raw(t as Test, (socket) => {
		socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1_000_000)}`);
	});
	t.strictSame(await ask(url), { isOk: false, message: `the headers of the answer are too large at ${url}` });
});

t.test('one that redirects for ever; one that redirects elsewhere has answered', async (t) => {
	let asked = 0;
	const server = createServer((request, response) => {
		asked++;
		const location = request.url === '/away' ? 'http://127.0.0.1:1/' : `/health?${asked}`;
		response.writeHead(302, { location }).end();
	});
	const port = await serve(t as Test, server);
	const url = `http://127.0.0.1:${port}/health`;
	t.strictSame(await ask(url), { isOk: false, message: `too many redirects (more than 5) at ${url}` });
	t.equal(asked, 6);
	const away = `http://127.0.0.1:${port}/away`;
	t.strictSame(await ask(away), { isOk: true, message: `HTTP 302 from ${away}` });
});

t.test('one that redirects to what is broken is broken', async (t) => {
	const server = createServer((request, response) => {
		if (request.url === '/health') response.writeHead(301, { location: '/health/' }).end();
		else response.writeHead(500).end();
	});
	const url = `http://127.0.0.1:${await serve(t as Test, server)}/health`;
	t.strictSame(await ask(url), { isOk: false, message: `HTTP 500 from ${url}` });
});

t.test('one that closes at once, in the middle, or resets', async (t) => {
	const closing = await raw(t as Test, (socket) => socket.end());
	const resetting = await raw(t as Test, (socket) => socket.resetAndDestroy());
	const half = await raw(t as Test, (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'));
	t.strictSame(await ask(closing), { isOk: false, message: `connection closed without an answer at ${closing}` });
	t.strictSame(await ask(resetting), { isOk: false, message: `connection closed without an answer at ${resetting}` });
	t.strictSame(await ask(half), {
		isOk: false,
		message: `connection closed before the answer was complete at ${half}`,
	});
});

t.test('garbage, and another protocol', async (t) => {
	const garbage = await raw(t as Test, (socket) => socket.end(Buffer.alloc(5000, 0xa5)));
	const redis = await raw(t as Test, (socket) => socket.end("-ERR unknown command 'GET'\r\n"));
	for (const url of [garbage, redis]) {
		const { isOk, message } = await ask(url);
		t.equal(isOk, false);
		t.match(message, /^not an HTTP answer \(HPE_\w+\) at /);
	}
	const chunked = await raw(t as Test, (socket) => {
		socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n');
	});
	t.match(await ask(chunked), { isOk: false });
});

t.test('nobody', async (t) => {
	const server = createTcpServer();
	const port = await serve(t as Test, server);
	await new Promise((resolve) => server.close(resolve));
	const url = `http://127.0.0.1:${port}/`;
	t.strictSame(await ask(url), { isOk: false, message: `connection refused at ${url}` });
	const probe = tcpProbe({ host: '127.0.0.1', port, timeoutMs: LONG_MS, tcp: createTcpClient() });
	t.strictSame(await probe.ask(new AbortController().signal), {
		isOk: false,
		message: `connection refused at 127.0.0.1:${port}`,
	});
});

t.test('a port that takes connections is enough for tcp, whatever it does with them', async (t) => {
	const port = await serve(
		t as Test,
		createTcpServer((socket) => socket.destroy()),
	);
	const probe = tcpProbe({ host: '127.0.0.1', port, timeoutMs: LONG_MS, tcp: createTcpClient() });
	t.strictSame(await probe.ask(new AbortController().signal), {
		isOk: true,
		message: `connected to 127.0.0.1:${port}`,
	});
});

const noOpenssl = spawnSync('openssl', ['version']).status !== 0 && 'no openssl';

t.test('wrong certificates, each by its name', { skip: noOpenssl }, async (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'podvisor-certificates-'));
	t.teardown(() => rmSync(folder, { recursive: true }));
	const authority = makeCertificate(folder, 'authority');
	setDefaultCACertificates([...getCACertificates('default'), readFileSync(authority.certificate, 'utf8')]);
	const here = 'IP:127.0.0.1';
	const cases = {
		'HTTP 200 from URL': { authority, alternative: here },
		'self-signed certificate at URL': { alternative: here },
		'certificate has expired at URL': { authority, alternative: here, days: -1 },
		"certificate is for another host than '127.0.0.1' at URL": { authority, alternative: 'DNS:example.com' },
	};
	for (const [expected, options] of Object.entries(cases)) {
		const { certificate, key } = makeCertificate(folder, randomUUID(), options);
		const secure = { cert: readFileSync(certificate), key: readFileSync(key) };
		const server = createSecureServer(secure, (_request, response) => response.end('ok'));
		// A handshake that the client breaks off.
		server.on('tlsClientError', () => {});
		const url = `https://127.0.0.1:${await serve(t as Test, server)}/`;
		const { isOk, message } = await ask(url);
		t.strictSame(
			{ isOk, message: message.replace(url, 'URL') },
			{ isOk: expected.startsWith('HTTP'), message: expected },
		);
	}
});

t.test('https to a server without TLS', async (t) => {
	const server = createServer((_request, response) => response.end('ok'));
	const url = `https://127.0.0.1:${await serve(t as Test, server)}/`;
	t.match(await ask(url), { isOk: false, message: /^no TLS connection \(\w+\) at / });
});

interface Certificate {
	readonly key: string;
	readonly certificate: string;
}

/** Makes a key and a certificate; without an authority it signs itself. */
function makeCertificate(
	folder: string,
	name: string,
	{
		authority,
		alternative,
		days = 2,
	}: { readonly authority?: Certificate; readonly alternative?: string; readonly days?: number } = {},
): Certificate {
	const file = (ending: string) => join(folder, `${name}.${ending}`);
	const [key, certificate] = [file('key'), file('crt')];
	writeFileSync(
		file('ext'),
		alternative === undefined ? 'basicConstraints=CA:TRUE\n' : `subjectAltName=${alternative}\n`,
	);
	const subject = ['-subj', `/CN=${name}`];
	openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', file('csr'), ...subject);
	const signer =
		authority === undefined
			? ['-signkey', key]
			: ['-CA', authority.certificate, '-CAkey', authority.key, '-set_serial', String(Date.now())];
	const life = ['-days', String(days), '-extfile', file('ext')];
	openssl('x509', '-req', '-in', file('csr'), '-out', certificate, ...signer, ...life);
	return { key, certificate };
}

function openssl(...args: readonly string[]): void {
	const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
	if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
}
