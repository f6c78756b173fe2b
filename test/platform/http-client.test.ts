import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import t, { type Test } from 'tap';
import { createHttpClient } from '../../src/platform/create-http-client.ts';
import { createTcpClient } from '../../src/platform/create-tcp-client.ts';
import type { HttpOutcome, HttpRequest } from '../../src/platform/http-client.ts';

const client = createHttpClient();

/** No answer of these takes as long. */
const LONG_MS = 120_000;

function ask(url: string, more: Partial<HttpRequest> = {}): Promise<HttpOutcome> {
	return client.request({
		method: 'GET',
		url,
		headers: {},
		body: undefined,
		timeoutMs: LONG_MS,
		maxBytes: 1000,
		followRedirects: false,
		...more,
	});
}

/** The base of a server that the test's end ends. */
async function serve(t: Test, server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.teardown(() => {
		if ('closeAllConnections' in server) server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function http(t: Test, listener: RequestListener): Promise<string> {
	return serve(t, createServer(listener));
}

t.test('asks what it is told to, and gives the answer', async (t) => {
	const url = await http(t as Test, (request, response) => {
		let body = '';
		request.setEncoding('utf8').on('data', (chunk) => {
			body += chunk;
		});
		request.on('end', () => {
			const { method, url, headers } = request;
			response.writeHead(201, { 'X-A': ['1', '2'] });
			response.end(JSON.stringify({ method, url, body, x: headers['x-b'], connection: headers.connection }));
		});
	});
	const outcome = await ask(`${url}/a?b=c`, { method: 'POST', body: 'äöü', headers: { 'X-B': 'y' } });
	if (outcome.type !== 'answered') throw new Error(outcome.error);
	t.equal(outcome.status, 201);
	t.equal(outcome.headers['x-a'], '1, 2');
	t.equal(outcome.isCut, false);
	t.strictSame(JSON.parse(outcome.body), {
		method: 'POST',
		url: '/a?b=c',
		body: 'äöü',
		x: 'y',
		connection: 'close',
	});
});

t.test('keeps so much of a long answer, and closes the connection', async (t) => {
	const { promise: closed, resolve } = Promise.withResolvers<void>();
	const url = await http(t as Test, (_request, response) => {
		response.on('close', resolve);
		const more = (): void => {
			while (!response.destroyed && response.write('x'.repeat(65_536)));
		};
		response.on('drain', more);
		more();
	});
	t.strictSame(await ask(url, { maxBytes: 10 }).then(essence), { status: 200, body: 'xxxxxxxxxx', isCut: true });
	await closed;
});

t.test('follows redirects where it is asked to, and only within the origin', async (t) => {
	const elsewhere = await http(t as Test, (_request, response) => response.end('elsewhere'));
	let seen: string[] = [];
	const url = await http(t as Test, (request, response) => {
		seen.push(`${request.method} ${request.url}`);
		const redirect = (status: number, location: string) => response.writeHead(status, { location }).end();
		if (request.url === '/old') redirect(301, '/new');
		else if (request.url === '/repeat') redirect(307, '/new');
		else if (request.url === '/away') redirect(302, `${elsewhere}/`);
		else if (request.url === '/loop') redirect(302, '/loop');
		else if (request.url === '/bad') redirect(302, 'http://[');
		else response.end('new');
	});
	const follow = { followRedirects: true };
	t.strictSame(await ask(`${url}/old`).then(essence), { status: 301, body: '', isCut: false });
	t.strictSame(await ask(`${url}/old`, follow).then(essence), { status: 200, body: 'new', isCut: false });
	seen = [];
	await ask(`${url}/old`, { ...follow, method: 'POST', body: 'x' });
	await ask(`${url}/repeat`, { ...follow, method: 'POST', body: 'x' });
	t.strictSame(seen, ['POST /old', 'GET /new', 'POST /repeat', 'POST /new']);
	t.strictSame(await ask(`${url}/away`, follow).then(essence), { status: 302, body: '', isCut: false });
	t.strictSame(await ask(`${url}/bad`, follow).then(essence), { status: 302, body: '', isCut: false });
	seen = [];
	t.strictSame(await ask(`${url}/loop`, follow), { type: 'failed', error: 'too many redirects (more than 5)' });
	t.equal(seen.length, 6);
});

t.test('names what went wrong', async (t) => {
	const failed = (error: string) => ({ type: 'failed', error });
	const closed = createTcpServer();
	const nobody = await serve(t as Test, closed);
	await new Promise((resolve) => closed.close(resolve));
	t.strictSame(await ask(nobody), failed('connection refused'));

	const rude = await serve(
		t as Test,
		createTcpServer((socket) => socket.on('error', () => {}).end()),
	);
	t.strictSame(await ask(rude), failed('connection closed without an answer'));

	const liar = await serve(
		t as Test,
		createTcpServer((socket) => {
			socket.on('error', () => {}).end('220 smtp.example.com ESMTP\r\n');
		}),
	);
	const garbled = await ask(liar);
	t.match(garbled, { type: 'failed', error: /^not an HTTP answer \(HPE_/ });

	const short = await serve(
		t as Test,
		createTcpServer((socket) => {
			socket.on('error', () => {});
			socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'));
		}),
	);
	t.strictSame(await ask(short), failed('connection closed before the answer was complete'));

	const upgrade = await serve(
		t as Test,
		createTcpServer((socket) => {
			socket.on('error', () => {});
			socket.once('data', () => socket.write('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'));
		}),
	);
	t.match(await ask(upgrade), { type: 'failed' });

	t.strictSame(await ask('nonsense'), failed('not a URL: nonsense'));
	t.match(await ask('ftp://127.0.0.1/'), { type: 'failed' });
	t.match(await ask('http://127.0.0.1:1/', { headers: { 'X-A': 'a\r\nb' } }), { type: 'failed' });
});

t.test('takes no longer than it is given, and says how far it came', async (t) => {
	const silent = await serve(
		t as Test,
		createTcpServer((socket) => void socket.on('error', () => {})),
	);
	const endless = await http(t as Test, (_request, response) => {
		response.write('x');
		const timer = setInterval(() => response.write('x'), 20);
		response.on('close', () => clearInterval(timer));
	});
	const urls = [silent, silent.replace('http:', 'https:'), endless];
	t.strictSame(await Promise.all(urls.map((url) => ask(url, { timeoutMs: 4500 }))), [
		{ type: 'failed', error: 'timed out after 4.5 s (no answer)' },
		{ type: 'failed', error: 'timed out after 4.5 s (no connection)' },
		{ type: 'failed', error: 'timed out after 4.5 s (answer incomplete)' },
	]);
});

t.test('can be called back', async (t) => {
	const { promise: asked, resolve } = Promise.withResolvers<void>();
	const url = await http(t as Test, () => resolve());
	const abort = new AbortController();
	const answer = ask(url, { signal: abort.signal });
	await asked;
	abort.abort();
	t.strictSame(await answer, { type: 'failed', error: 'aborted' });
	t.strictSame(await ask(url, { signal: abort.signal }), { type: 'failed', error: 'aborted' });
});

t.test('connects, and tells why not', async (t) => {
	const tcp = createTcpClient();
	const server = createTcpServer((socket) => void socket.on('error', () => {}));
	const port = Number(new URL(await serve(t as Test, server)).port);
	t.strictSame(await tcp.connect({ host: '127.0.0.1', port, timeoutMs: LONG_MS }), { type: 'connected' });
	const aborted = AbortSignal.abort();
	t.strictSame(await tcp.connect({ host: '127.0.0.1', port, timeoutMs: LONG_MS, signal: aborted }), {
		type: 'failed',
		error: 'aborted',
	});
	await new Promise((resolve) => server.close(resolve));
	t.strictSame(await tcp.connect({ host: '127.0.0.1', port, timeoutMs: LONG_MS }), {
		type: 'failed',
		error: 'connection refused',
	});
});

function essence(outcome: HttpOutcome): unknown {
	if (outcome.type === 'failed') return outcome;
	return { status: outcome.status, body: outcome.body, isCut: outcome.isCut };
}
