/** What clients may not do, with limits small enough to reach: nothing here waits for anything but the server. */
import { once } from 'node:events';
import t from 'tap';
import type { ControlRequest } from '../../../src/interfaces/http/control-request.ts';
import type { ResponseStream } from '../../../src/interfaces/http/response-stream.ts';
import { type Client, startHttp } from './http-rig.ts';

const GET = 'GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n';

function post(body: string, length = body.length): string {
	return `POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n${body}`;
}

async function echo(request: ControlRequest): Promise<void> {
	const body = await request.readBody();
	request.answer({ status: 200, body: `${body.length} bytes` });
}

/** Sends a little, again and again, until the server has had enough. */
async function drip(client: Client, text: string): Promise<void> {
	const timer = setInterval(() => client.send(text), 10);
	await client.closed;
	clearInterval(timer);
}

t.test('a connection is kept for further requests', async (t) => {
	const { client } = await startHttp(t);
	const one = client().send(GET);
	await one.until(/ok$/);
	one.send(GET);
	await one.until(/ok.*ok$/s);
	one.send('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
	await one.closed;
	t.strictSame(one.statuses, ['200', '200', '200']);
});

t.test('HTTP/1.0 is answered, and closed unless it asks otherwise', async (t) => {
	const { client } = await startHttp(t);
	const one = client().send('GET / HTTP/1.0\r\n\r\n');
	await one.closed;
	t.match(one.received, /ok$/);
	const two = client().send('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
	await two.until(/ok$/);
	t.match(two.received, /^Connection: keep-alive/im);
	await two.send('GET / HTTP/1.0\r\n\r\n').closed;
	t.equal(two.statuses.length, 2);
});

t.test('whoever sends nothing is cut off', async (t) => {
	const { client } = await startHttp(t, { limits: { headerMs: 50 } });
	await client().closed;
});

t.test('whoever sends headers bit by bit is cut off, however busy it looks', async (t) => {
	const { client } = await startHttp(t, { limits: { headerMs: 100 } });
	await drip(client().send('GET / HTTP/1.1\r\n'), 'X: y\r\n');
});

t.test('whoever idles after an answer, or then sends bit by bit, is cut off', async (t) => {
	const { client } = await startHttp(t, { limits: { headerMs: 60_000, idleMs: 100 } });
	const idle = client().send(GET);
	const slow = client().send(GET);
	await slow.until(/ok$/);
	await Promise.all([idle.closed, drip(slow.send('GET / HTTP/1.1\r\n'), 'X: y\r\n')]);
});

t.test('whoever sends a body bit by bit is cut off, whether somebody wants it or not', async (t) => {
	const limits = { headerMs: 60_000, idleMs: 60_000, bodyMs: 100 };
	const wanted = await startHttp(t, { limits, handle: echo });
	await drip(wanted.client().send(post('x', 1000)), 'x');
	const unwanted = await startHttp(t, { limits });
	const client = unwanted.client().send(post('x', 1_000_000));
	await client.until(/ok$/);
	await drip(client, 'x');
});

t.test('an answer may take longer than all of these', async (t) => {
	const asked = Promise.withResolvers<void>();
	const letGo = Promise.withResolvers<void>();
	const { client } = await startHttp(t, {
		limits: { headerMs: 50, idleMs: 50, bodyMs: 50, stalledMs: 50 },
		handle: async (request) => {
			await request.readBody();
			asked.resolve();
			await letGo.promise;
			request.answer({ status: 200, body: 'at last' });
		},
	});
	const one = client().send(post('hello'));
	await asked.promise;
	// Whoever came later is cut off already.
	await client().closed;
	await client().closed;
	letGo.resolve();
	await one.until(/at last$/);
});

t.test('headers that are too large are refused', async (t) => {
	const { client } = await startHttp(t, { limits: { headerMaxBytes: 1000 } });
	for (const big of [`GET /${'x'.repeat(2000)} HTTP/1.1\r\n\r\n`, `GET / HTTP/1.1\r\nX: ${'y'.repeat(2000)}\r\n\r\n`]) {
		const one = client().send(big);
		await one.closed;
		t.strictSame(one.statuses, ['431']);
	}
});

t.test('a body that is too large is refused, told of beforehand or not', async (t) => {
	const { client } = await startHttp(t, { limits: { bodyMaxBytes: 1000 }, handle: echo });
	const one = client().send(post('x'.repeat(1000)));
	await one.until(/1000 bytes$/);
	one.send(post('x'.repeat(1001)));
	await one.until(/ 413 .*send less at once/s);
	one.send(post('x'));
	await one.until(/1 bytes$/);
	t.strictSame(one.statuses, ['200', '413', '200'], 'and the connection goes on');
	const chunk = `400\r\n${'x'.repeat(0x400)}\r\n`;
	const two = client().send(`POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`);
	await two.until(/ 413 /);
});

t.test('all bodies together have a bound, which is free again when they are read', async (t) => {
	const { client } = await startHttp(t, { limits: { bodyMaxBytes: 1000, bodiesMaxBytes: 1500 }, handle: echo });
	const half = post('x'.repeat(900), 1000);
	const [one, two] = [client().send(half), client()];
	await one.send('').until(/^$/);
	// One answer on another connection later, the server has read what the first one sent.
	await client()
		.send(GET)
		.until(/0 bytes$/);
	two.send(half);
	await two.until(/ 503 /);
	one.send('x'.repeat(100));
	await one.until(/1000 bytes$/);
	const three = client().send(post('x'.repeat(1000)));
	await three.until(/1000 bytes$/);
});

t.test('a client that goes away in the middle of its body leaves nothing behind', async (t) => {
	const { client } = await startHttp(t, { limits: { bodyMaxBytes: 1000, bodiesMaxBytes: 1000 }, handle: echo });
	for (let round = 0; round < 3; round++) {
		const one = client().send(post('x'.repeat(900), 1000));
		await client()
			.send(GET)
			.until(/0 bytes$/);
		one.socket.destroy();
		await one.closed;
	}
	let last = client().send(post('x'.repeat(1000)));
	// That a client went away is learnt in the server's own time.
	while (!/1000 bytes$/.test(await last.until(/(bytes|again\n)$/))) last = client().send(post('x'.repeat(1000)));
});

t.test('requests that are sent ahead are answered in order, one at a time', async (t) => {
	let under = 0;
	let most = 0;
	const { client } = await startHttp(t, {
		handle: async (request) => {
			most = Math.max(most, ++under);
			await new Promise((resolve) => setImmediate(resolve));
			under -= 1;
			request.answer({ status: 200, body: `${request.path};` });
		},
	});
	const one = client().send([1, 2, 3, 4].map((n) => `GET /${n} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
	await one.until(/\/1;.*\/2;.*\/3;.*\/4;$/s);
	t.equal(most, 1);
});

t.test('too many requests ahead cut the connection', async (t) => {
	const { client } = await startHttp(t, { limits: { pipelined: 3 }, handle: () => new Promise(() => {}) });
	await client().send(GET.repeat(20)).closed;
});

t.test('more clients than there may be are turned away, which the log tells once', async (t) => {
	const { client, lines } = await startHttp(t, { limits: { connections: 2 } });
	const [one, two] = [client().send(GET), client().send(GET)];
	await Promise.all([one.until(/ok$/), two.until(/ok$/)]);
	for (let n = 0; n < 5; n++) await client().closed;
	t.strictSame(lines, ['warn unix_http_server has 2 clients and turns further ones away (1 so far)']);
	one.send(GET);
	await one.until(/ok.*ok$/s);
	two.socket.destroy();
	await two.closed;
	let three = client().send(GET);
	// That a client went away is learnt in the server's own time.
	for (; ; three = client().send(GET)) {
		await Promise.race([three.until(/ok$/).catch(() => ''), three.closed]);
		if (three.received !== '') break;
	}
	t.strictSame(three.statuses, ['200']);
});

t.test('strangers who hold all connections make way for who comes later, the first of them first', async (t) => {
	const credentials = { username: 'admin', password: 'secret' };
	const limits = { connections: 3, headerMs: 2 ** 30, bodyMs: 2 ** 30, wrongPasswordMs: 2 ** 30 };
	const all = Promise.withResolvers<void>();
	let asked = 0;
	const { client, lines } = await startHttp(t, {
		limits,
		credentials,
		handle() {
			asked += 1;
			if (asked === limits.connections) all.resolve();
			return new Promise(() => {});
		},
	});
	const ask = (password: string): string =>
		GET.replace('\r\n', `\r\nAuthorization: Basic ${Buffer.from(`admin:${password}`).toString('base64')}\r\n`);
	const slow = client().send('GET / HTTP/1.1\r\n');
	const guessing = client().send(ask('wrong'));
	await new Promise((resolve) => guessing.socket.once('connect', resolve));
	const working = [client().send(ask('secret'))];
	for (const stranger of [slow, guessing]) {
		working.push(client().send(ask('secret')));
		await stranger.closed;
	}
	await all.promise;
	// They are no strangers: there is nobody to make way.
	await client().closed;
	t.equal(lines.filter((line) => line.includes('turns further ones away')).length, 1);
	for (const { received, socket } of working) t.strictSame([received, socket.destroyed], ['', false]);
});

t.test('whoever does not read its answer is cut off', async (t) => {
	const big = Buffer.alloc(16 * 1024 * 1024, 'x');
	const over = Promise.withResolvers<void>();
	const { client } = await startHttp(t, {
		limits: { stalledMs: 500 },
		handle: (request) => {
			if (request.path === '/deaf') request.closed.addEventListener('abort', () => over.resolve());
			request.answer({ status: 200, body: big });
		},
	});
	const deaf = client();
	deaf.socket.pause();
	deaf.send('GET /deaf HTTP/1.1\r\nHost: x\r\n\r\n');
	const keen = client().send('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
	await keen.closed;
	t.ok(keen.received.length > big.length, 'while one that does gets all of it');
	await over.promise;
	deaf.socket.resume();
	await deaf.closed;
	t.ok(deaf.received.length < big.length);
});

t.test('a stream that is not read is cut off when too much waits, and its writer is told', async (t) => {
	const closed = Promise.withResolvers<void>();
	let written = 0;
	const { client } = await startHttp(t, {
		limits: { streamMaxBytes: 100_000 },
		handle: (request) => {
			const stream = request.stream(200, {});
			request.closed.addEventListener('abort', () => closed.resolve());
			const pour = (): void => {
				if (request.closed.aborted) return;
				stream.write('x'.repeat(10_000));
				written += 10_000;
				setImmediate(pour);
			};
			pour();
		},
	});
	const one = client();
	one.socket.pause();
	one.send(GET);
	await closed.promise;
	t.ok(written < 10_000_000, `${written} bytes`);
});

t.test('a stream whose client takes nothing any more is cut off in the end', async (t) => {
	const closed = Promise.withResolvers<void>();
	const { client } = await startHttp(t, {
		limits: { stalledMs: 100 },
		handle: (request) => {
			const stream = request.stream(200, {});
			request.closed.addEventListener('abort', () => closed.resolve());
			const fill = (): void => {
				while (stream.write('x'.repeat(10_000)));
			};
			stream.onDrain(fill);
			fill();
		},
	});
	const one = client();
	one.socket.pause();
	one.send(GET);
	await closed.promise;
});

t.test('nothing is asked behind a stream, which has no end', async (t) => {
	const { client } = await startHttp(t, {
		handle: (request) => {
			if (request.path === '/stream') request.stream(200, {}).write('begun');
			else request.answer({ status: 200, body: 'ok' });
		},
	});
	const stream = 'GET /stream HTTP/1.1\r\nHost: x\r\n\r\n';
	const one = client().send(stream);
	await one.until(/begun/);
	await one.send(GET).closed;
	// A body that nobody reads keeps node:http from reading on, and so from seeing the end.
	const two = client().send(`${stream}${post('x'.repeat(200_000), 300_000)}`);
	two.socket.end();
	await two.closed;
	const three = client().send(GET).send(GET).send(stream);
	await three.until(/begun/);
	t.strictSame(three.statuses, ['200', '200', '200']);
});

t.test('a client that goes away tells whoever works for it', async (t) => {
	const asked = Promise.withResolvers<ControlRequest>();
	const { client, lines } = await startHttp(t, {
		handle: (request) => {
			asked.resolve(request);
			return new Promise(() => {});
		},
	});
	const one = client().send(GET);
	const request = await asked.promise;
	const over = once(request.closed, 'abort');
	one.socket.destroy();
	await over;
	request.answer({ status: 200, body: 'too late' });
	t.strictSame(lines, []);
});

t.test('a client of a stream that leaves is noticed, though it sent a body that nobody wants', async (t) => {
	const closed = Promise.withResolvers<void>();
	const { client } = await startHttp(t, {
		limits: { bodyMs: 2 ** 30 },
		handle(request) {
			request.closed.addEventListener('abort', () => closed.resolve());
			request.stream(200, {}).write('begins');
		},
	});
	const one = client().send(post('x'.repeat(1_000_000), 2_000_000));
	await one.until(/begins/);
	one.socket.end();
	await closed.promise;
});

t.test('what is no HTTP is refused', async (t) => {
	const { client, lines } = await startHttp(t);
	for (const nonsense of [
		'\0\0\0\0\r\n\r\n',
		'GET\r\n\r\n',
		'\x16\x03\x01\x02\x00\x01\x00\x01',
		'GET / HTTP/9.9\r\n\r\n',
		'CONNECT x:1 HTTP/1.1\r\n\r\n',
		'POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
		'POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n',
	]) {
		const one = client().send(nonsense);
		await one.closed;
		t.ok(
			one.statuses.every((status) => status === '400'),
			JSON.stringify(nonsense),
		);
	}
	await client().send(GET).until(/ok$/);
	t.strictSame(lines, []);
});

t.test('a mistake of ours is a 500, and the log has it in full', async (t) => {
	const { client, lines } = await startHttp(t, {
		handle: () => {
			throw new Error('oops');
		},
	});
	const one = client().send(GET);
	await one.until(/ 500 .*a bug of Podvisor/s);
	t.notMatch(one.received, /oops/);
	t.match(lines, [/^error cannot answer GET "\/a": Error: oops\n +at /]);
	const quiet = await startHttp(t, { handle: () => {} });
	await quiet.client().send(GET).until(/ 500 /);
	const torn = await startHttp(t, {
		handle: (request) => {
			request.stream(200, {}).write('half');
			throw new Error('oops');
		},
	});
	const three = torn.client().send(GET);
	await three.closed;
	t.strictSame(three.statuses, ['200']);
	t.notMatch(three.received, /0\r\n\r\n$/, 'the client sees that it is not whole');
});

t.test('a server that closes answers what it was asked, and ends streams', async (t) => {
	const asked = Promise.withResolvers<void>();
	const letGo = Promise.withResolvers<void>();
	const streams: ResponseStream[] = [];
	const { client, server } = await startHttp(t, {
		handle: async (request) => {
			if (request.path === '/stream') {
				const stream = request.stream(200, {});
				stream.write('begun');
				streams.push(stream);
				return;
			}
			asked.resolve();
			await letGo.promise;
			request.answer({ status: 200, body: 'done' });
		},
	});
	const [idle, busy, streaming] = [
		client(),
		client().send(GET),
		client().send('GET /stream HTTP/1.1\r\nHost: x\r\n\r\n'),
	];
	await Promise.all([asked.promise, streaming.until(/begun/)]);
	const closed = new Promise<void>((resolve) => server.close(resolve));
	await Promise.all([idle.closed, streaming.closed]);
	t.match(streaming.received, /0\r\n\r\n$/, 'in order');
	for (const stream of streams) t.notOk(stream.write('more'));
	letGo.resolve();
	await Promise.all([busy.closed, closed]);
	t.match(busy.received, /Connection: close.*done$/s);
});

t.test('where everybody may ask, those who hold all connections keep nobody out', async (t) => {
	const limits = { connections: 3, headerMs: 2 ** 30, idleMs: 2 ** 30 };
	const { client, lines } = await startHttp(t, { limits, tcp: true, admits: false });
	const holders = [];
	for (let count = 0; count < limits.connections; count++) {
		const holder = client();
		// It has asked before, and stays.
		await holder.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n').until(/ok$/);
		holders.push(holder);
	}
	const late = client().send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
	await late.until(/ok$/);
	await holders[0]?.closed;
	t.equal(holders[1]?.socket.destroyed, false, 'the oldest made way, and no other');
	t.strictSame(lines, []);
});
