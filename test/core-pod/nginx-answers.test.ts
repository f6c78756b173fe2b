/** What nginx of the core pod says in its answers and in its log, whoever asks. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { POD } from './run-program.ts';
import { NO_NGINX, startNginx } from './start-nginx.ts';
import { startUpstream } from './start-upstream.ts';

const JSON_TEXT = JSON.stringify({ users: Array.from({ length: 100 }, (_, id) => ({ id, name: 'Ada Lovelace' })) });

interface Answer {
	readonly status: number | undefined;
	readonly headers: IncomingMessage['headers'];
	readonly body: string;
}

/** Unlike fetch, without a compression that was not asked for. */
async function ask(url: string, headers: Record<string, string> = {}): Promise<Answer> {
	const [answer] = (await once(get(url, { headers }), 'response')) as [IncomingMessage];
	return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

/** Announces a body and sends none of it. */
async function announce(url: string, bytes: number): Promise<Answer> {
	const asked = request(url, { method: 'POST', headers: { 'content-length': bytes }, agent: false });
	asked.flushHeaders();
	const [answer] = (await once(asked, 'response')) as [IncomingMessage];
	const body = await text(answer);
	// Cut off with its body unsent, which is no news.
	asked.on('error', () => {}).destroy();
	return { status: answer.statusCode, headers: answer.headers, body };
}

/** Asks until one of the answers is a 429; all of them. */
async function askUntilRefused(url: string): Promise<Answer[]> {
	const answers: Answer[] = [];
	for (let round = 0; round < 100; round++) {
		answers.push(...(await Promise.all(Array.from({ length: 30 }, () => ask(url)))));
		if (answers.some(({ status }) => status === 429)) return answers;
	}
	throw new Error(`${answers.length} requests to ${url}, and none was refused`);
}

/** Sends bytes that no client would send, and waits until nginx has closed the connection. */
async function sendRaw(port: number, bytes: Buffer): Promise<void> {
	const socket = connect(port, '127.0.0.1');
	const closed = new Promise((resolve) => socket.once('close', resolve));
	// ECONNRESET, EPIPE: nginx need not read all of it.
	socket.on('error', () => {}).once('data', () => socket.end());
	socket.write(bytes);
	await closed;
}

t.test('nginx of the core pod', { skip: NO_NGINX }, async (t) => {
	t.test('security headers are on every answer, whatever its status', async (t) => {
		const { port: user } = await startUpstream(t, (response) => response.end(JSON_TEXT));
		const { origin } = await startNginx(t, { user });
		const refused = (await askUntilRefused(`${origin}/api/users`)).find(({ status }) => status === 429);
		const answers = [
			[200, await ask(`${origin}/`)],
			[200, await ask(`${origin}/health`)],
			[400, await ask(`${origin}/`, { 'x-big': 'x'.repeat(10_000) })],
			[403, await announce(`${origin}/`, 2)],
			[404, await ask(`${origin}/nothing`)],
			[413, await announce(`${origin}/api/users`, 65_537)],
			[502, await ask(`${origin}/auth/login`)],
			[429, refused as Answer],
		] as const;
		for (const [status, answer] of answers) {
			t.match(answer, {
				status,
				headers: {
					server: 'nginx',
					'x-content-type-options': 'nosniff',
					'x-frame-options': 'DENY',
					'referrer-policy': 'no-referrer',
					'permissions-policy': /camera=\(\)/,
					'content-security-policy': /^default-src 'none';.*frame-ancestors 'none'$/,
					'x-request-id': /^[0-9a-f]{32}$/,
				},
			});
			t.notOk(answer.headers['strict-transport-security'], 'no promise of TLS without TLS');
			t.equal(answer.headers['retry-after'], status === 429 ? '1' : undefined);
		}
		for (const [status, answer] of answers.filter(([status]) => status > 400)) {
			t.match(answer.headers['content-type'], /^application\/json/, `${status}`);
			t.match(JSON.parse(answer.body), { error: String });
		}
	});

	t.test('what a service says of an error passes as it is', async (t) => {
		const { port: auth } = await startUpstream(t, (response) => {
			response.writeHead(404, { 'content-type': 'text/plain' }).end('no such user');
		});
		const { origin } = await startNginx(t, { auth });
		t.match(await ask(`${origin}/auth/x`), {
			status: 404,
			headers: { 'content-type': /^text\/plain/ },
			body: 'no such user',
		});
	});

	t.test('the status page works under its policy, and a service keeps its own', async (t) => {
		const policy = "default-src 'self'";
		const { port: auth } = await startUpstream(t, (response) => {
			response.setHeader('Content-Security-Policy', policy).end('{}');
		});
		const { origin } = await startNginx(t, { auth });
		const { headers, body } = await ask(`${origin}/`);
		const page = readFileSync(join(POD, 'public/index.html'), 'utf8');
		t.equal(body, page);
		for (const element of ['style', 'script']) {
			const [, content = ''] = new RegExp(`<${element}[^>]*>([^]*?)</${element}>`).exec(page) ?? [];
			const hash = `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
			t.match(headers['content-security-policy'], `${element}-src ${hash};`, `nginx.conf: ${element}-src`);
		}
		t.notMatch(page, / style=| on\w+=/, 'a hash allows no attributes');
		t.equal((await ask(`${origin}/auth/x`)).headers['content-security-policy'], policy);
	});

	t.test('of one client address 20 requests to /api/ at once are served, and 10 a second', async (t) => {
		const upstream = await startUpstream(t, (response) => response.end('{}'));
		const { origin } = await startNginx(t, { auth: upstream.port, user: upstream.port });
		const startedMs = performance.now();
		const answers = await askUntilRefused(`${origin}/api/users`);
		const elapsedMs = performance.now() - startedMs;
		const served = answers.filter(({ status }) => status === 200);
		t.equal(served.length >= 21, true, `${served.length}: the burst is served`);
		// However slow this machine is, it was not longer than so; and nginx' clock may be a little off ours.
		t.equal(served.length <= 21 + elapsedMs / 100 + 2, true, `${served.length} in ${elapsedMs} ms`);
		t.equal(served.length, upstream.requests.length, 'who is refused does not reach the service');
		for (const path of ['/health', '/health/user-service', '/auth/verify', '/']) {
			const others = await Promise.all(Array.from({ length: 40 }, () => ask(`${origin}${path}`)));
			t.strictSame([...new Set(others.map(({ status }) => status))], [200], `${path} is not limited`);
		}
	});

	t.test('text is compressed for those who can read it, unless it is short or about tokens', async (t) => {
		const { port } = await startUpstream(t, (response) => {
			response.setHeader('Content-Type', 'application/json').end(JSON_TEXT);
		});
		const { origin } = await startNginx(t, { auth: port, user: port });
		const gzip = { 'accept-encoding': 'gzip' };
		for (const path of ['/', '/api/users']) {
			t.match((await ask(origin + path, gzip)).headers, { 'content-encoding': 'gzip', vary: /Accept-Encoding/ });
			const plain = await ask(origin + path);
			t.equal(plain.headers['content-encoding'], undefined);
			t.match(plain.headers.vary, /Accept-Encoding/);
			t.equal(await (await fetch(origin + path)).text(), plain.body);
		}
		for (const path of ['/health', '/auth/login']) {
			t.equal((await ask(origin + path, gzip)).headers['content-encoding'], undefined, path);
		}
	});

	t.test('its log is one JSON object a request, whatever the client sends', async (t) => {
		const { nginx, port, origin, accessLog } = await startNginx(t);
		const hostile = [
			'GET /"},{"status":200\\ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nUser-Agent: "\\\x01\x1b[31m","x":"\r\n\r\n',
			'GET /a%0a%22?token=secret HTTP/1.1\r\nHost: x\r\nConnection: close\r\nUser-Agent: \xff\xfe\r\n\r\n',
			'GET /\xc3\x28\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
			`GET /${'long'.repeat(1500)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nUser-Agent: ${'a'.repeat(5000)}\r\n\r\n`,
			'G"E\\T / HTTP/1.1\r\n\r\n',
			'GET /\r\n',
			'GET /health/auth-service HTTP/1.0\r\n\r\n',
			'GET /nothing\r\n',
			'\x16\x03\x01\x00\xa5\x01\x00\r\n\r\n',
			`GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(40_000)}\r\n\r\n`,
			'POST /auth/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9999999\r\n\r\n',
		];
		for (const bytes of hostile) await sendRaw(port, Buffer.from(bytes, 'latin1'));
		await ask(`${origin}/last?token=secret`, { 'user-agent': 'the test' });
		// What ended is written when nginx has.
		nginx.child.kill('SIGQUIT');
		t.equal(await nginx.ended, 0);
		const log = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(accessLog));
		const records = log
			.trimEnd()
			.split('\n')
			.map((line) => JSON.parse(line));
		t.equal(records.length, hostile.length + 1);
		t.notMatch(log, /secret/);
		for (const { path, agent, status, time } of records) {
			t.equal(path.length <= 1000 && agent.length <= 200, true);
			t.type(status, 'number');
			t.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
		}
		t.match(records.at(-1), {
			service: 'nginx',
			event: 'request',
			method: 'GET',
			path: '/last',
			status: 404,
			bytes: Number,
			seconds: Number,
			client: '127.0.0.1',
			protocol: 'HTTP/1.1',
			agent: 'the test',
			id: /^[0-9a-f]{32}$/,
		});
	});
});
