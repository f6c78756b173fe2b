import dns, { type LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { createHttpClient } from '../../src/platform/create-http-client.ts';
import { createTcpClient } from '../../src/platform/create-tcp-client.ts';
import { lookupHost } from '../../src/platform/lookup-host.ts';

type Answer = (error: NodeJS.ErrnoException | null, addresses?: readonly LookupAddress[]) => void;

/** A resolver that answers when it is told to; gives the questions that it was asked. */
function silentResolver(t: Test): { readonly host: string; readonly answer: Answer }[] {
	const questions: { host: string; answer: Answer }[] = [];
	const lookup = (host: string, _: unknown, answer: Answer): void => void questions.push({ host, answer });
	t.intercept(dns, 'lookup', { value: lookup });
	return questions;
}

function look(host: string, options: dns.LookupOptions): Promise<unknown> {
	return new Promise((resolve) => lookupHost(host, options, (...told) => resolve(told)));
}

t.test('a healthy service at localhost answers its probes although no name server does', async (t) => {
	const server = createServer((_, response) => response.end('well'));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.teardown(() => server.close());
	const { port } = server.address() as AddressInfo;
	const questions = silentResolver(t as Test);
	const outcome = await createHttpClient().request({
		method: 'GET',
		url: `http://localhost:${port}/`,
		headers: {},
		body: undefined,
		timeoutMs: 60_000,
		maxBytes: 100,
		followRedirects: false,
	});
	t.match(outcome, { type: 'answered', body: 'well' });
	const connected = await createTcpClient().connect({
		host: 'LOCALHOST',
		port,
		timeoutMs: 60_000,
		signal: new AbortController().signal,
	});
	t.match(connected, { type: 'connected' });
	t.strictSame(questions, []);
});

t.test('a service at localhost that is reached is not given up because the loop was late', async (t) => {
	const server = createServer((_, response) => response.end('well'));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.teardown(() => server.close());
	const { port } = server.address() as AddressInfo;
	/** The loop has no turn until long after the connection is there: longer than Node waits for an address. */
	const beLate = async (): Promise<void> => {
		for (let tick = 0; tick < 10; tick++) await new Promise<void>((resolve) => process.nextTick(resolve));
		const end = performance.now() + 400;
		while (performance.now() < end);
	};
	const request = { headers: {}, body: undefined, timeoutMs: 60_000, maxBytes: 100, followRedirects: false };
	const asked = createHttpClient().request({ method: 'GET', url: `http://localhost:${port}/`, ...request });
	await beLate();
	t.match(await asked, { type: 'answered', body: 'well' });
	const connected = createTcpClient().connect({ host: 'localhost', port, timeoutMs: 60_000 });
	await beLate();
	t.strictSame(await connected, { type: 'connected' });
});

t.test('localhost is both loopbacks, or the one that is wanted', async (t) => {
	silentResolver(t as Test);
	const [v4, v6] = [
		{ address: '127.0.0.1', family: 4 },
		{ address: '::1', family: 6 },
	];
	t.strictSame(await look('localhost', { all: true }), [null, [v4, v6]]);
	t.strictSame(await look('api.localhost.', { all: true, family: 6 }), [null, [v6]]);
	t.strictSame(await look('localhost', { family: 'IPv6' }), [null, '::1', 6]);
	t.strictSame(await look('localhost', { family: 4 }), [null, '127.0.0.1', 4]);
});

t.test('a name that no server answers is asked for once at a time, however many want to know', async (t) => {
	const questions = silentResolver(t as Test);
	const found = [{ address: '192.0.2.7', family: 4 }];
	const all = [look('example.org', { all: true }), look('example.org', {}), look('example.org', { all: true })];
	const only6 = look('example.org', { family: 6 });
	t.strictSame(
		questions.map(({ host }) => host),
		['example.org', 'example.org'],
		'once for all addresses, once for those of IPv6',
	);
	questions[0]?.answer(null, found);
	t.strictSame(await Promise.all(all), [
		[null, found],
		[null, '192.0.2.7', 4],
		[null, found],
	]);
	const error = Object.assign(new Error('away'), { code: 'EAI_AGAIN' });
	questions[1]?.answer(error);
	t.match(await only6, [error, '']);
	const again = look('example.org', { family: 6 });
	t.equal(questions.length, 3, 'an answer is not kept');
	questions[2]?.answer(null, []);
	t.match(await again, [{ code: 'ENOTFOUND' }, '']);
});
