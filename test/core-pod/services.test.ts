import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { postJson, runProgram, runService } from './run-program.ts';

const ALICE = { username: 'alice', password: 'wonderland' };

async function bearer(origin: string): Promise<Record<string, string>> {
	const answer = (await (await postJson(`${origin}/auth/login`, ALICE)).json()) as { token: string };
	return { authorization: `Bearer ${answer.token}` };
}

t.test('auth-service gives a token for the right password, and vouches for it', async (t) => {
	const auth = await runService(t, 'auth-service.mjs');
	const login = await postJson(`${auth.origin}/auth/login`, ALICE);
	t.equal(login.status, 200);
	t.match(await login.json(), { token: /^[\w-]+\.[\w-]+$/, expiresIn: 3600 });
	const verified = await fetch(`${auth.origin}/auth/verify`, { headers: await bearer(auth.origin) });
	t.match(await verified.json(), { sub: 'alice', exp: Number });
});

t.test('auth-service refuses what it did not give', async (t) => {
	const auth = await runService(t, 'auth-service.mjs');
	for (const wrong of [
		{ ...ALICE, password: 'x' },
		{ username: '__proto__', password: '' },
		{ username: '', password: '' },
	]) {
		t.equal((await postJson(`${auth.origin}/auth/login`, wrong)).status, 401, JSON.stringify(wrong));
	}
	for (const malformed of [{}, null, [], 'alice', { username: 1, password: {} }]) {
		t.equal((await postJson(`${auth.origin}/auth/login`, malformed)).status, 400, JSON.stringify(malformed));
	}
	const { authorization = '' } = await bearer(auth.origin);
	const forged = [`${authorization}x`, authorization.replace('.', 'x.'), 'Bearer .', 'Bearer a.b.c', 'Basic YTpi', ''];
	for (const value of forged) {
		const { status } = await fetch(`${auth.origin}/auth/verify`, { headers: { authorization: value } });
		t.equal(status, 401, value);
	}
});

t.test('a token ends with its time, and with the secret', async (t) => {
	const { signToken, verifyToken } = await import(new URL('../../conf/core-pod/token.mjs', import.meta.url).href);
	const token = signToken({ sub: 'alice', exp: 100 }, 'secret');
	t.same(verifyToken(token, { secret: 'secret', nowSeconds: 99 }), { sub: 'alice', exp: 100 });
	t.equal(verifyToken(token, { secret: 'secret', nowSeconds: 100 }), undefined);
	t.equal(verifyToken(token, { secret: 'another', nowSeconds: 99 }), undefined);
	t.equal(verifyToken('x'.repeat(5000), { secret: 'secret', nowSeconds: 99 }), undefined);
});

t.test('user-service creates, reads, replaces and deletes users for a bearer of a token', async (t) => {
	const auth = await runService(t, 'auth-service.mjs');
	const user = await runService(t, 'user-service.mjs', { AUTH_URL: auth.origin });
	const users = `${user.origin}/api/users`;
	const headers = await bearer(auth.origin);
	t.equal((await fetch(users)).status, 401);
	t.equal((await fetch(users, { headers: { authorization: 'Bearer a.b' } })).status, 401);

	const created = await postJson(users, { name: 'Alan', email: 'alan@example.org', admin: true }, headers);
	t.equal(created.status, 201);
	const location = created.headers.get('location') ?? '';
	const { id } = (await created.json()) as { id: number };
	t.same(await (await fetch(user.origin + location, { headers })).json(), {
		id,
		name: 'Alan',
		email: 'alan@example.org',
	});
	const replacement = { method: 'PUT', body: '{"name":"Alan T.","email":"t@example.org"}' };
	const replaced = await fetch(user.origin + location, {
		...replacement,
		headers: { ...headers, 'content-type': 'application/json' },
	});
	t.match(await replaced.json(), { id, name: 'Alan T.' });
	t.match(await (await fetch(users, { headers })).json(), { users: [{}, {}, {}, { id }] });
	t.equal((await fetch(user.origin + location, { method: 'DELETE', headers })).status, 204);
	t.equal((await fetch(user.origin + location, { headers })).status, 404);
	for (const wrong of [
		{},
		{ name: '', email: 'a@b' },
		{ name: 'x', email: 'nowhere' },
		{ name: 'x'.repeat(101), email: 'a@b' },
	]) {
		t.equal((await postJson(users, wrong, headers)).status, 422);
	}
});

t.test('user-service says 503 while auth-service is away, and goes on once it is back', async (t) => {
	const env = { AUTH_SECRET: 'the same after the restart' };
	const auth = await runService(t, 'auth-service.mjs', env);
	const user = await runService(t, 'user-service.mjs', { AUTH_URL: auth.origin });
	const headers = await bearer(auth.origin);
	const ask = async () => (await fetch(`${user.origin}/api/users`, { headers })).status;
	t.equal(await ask(), 200);
	auth.child.kill('SIGKILL');
	await auth.ended;
	t.equal(await ask(), 503);
	await runService(t, 'auth-service.mjs', { ...env, PORT: String(auth.port) });
	t.equal(await ask(), 200);
});

t.test('health tells status, uptime and pid', async (t) => {
	for (const file of ['auth-service.mjs', 'user-service.mjs']) {
		const service = await runService(t, file);
		const answer = await fetch(`${service.origin}/health`);
		t.match(await answer.json(), { status: 'ok', service: file.slice(0, -4), uptime: Number, pid: service.pid });
	}
});

t.test('hostile requests are answered, bounded, and harm nobody', async (t) => {
	const auth = await runService(t, 'auth-service.mjs');
	const login = `${auth.origin}/auth/login`;
	const headers = { 'content-type': 'application/json' };
	const statusOf = async (url: string, init?: RequestInit) => (await fetch(url, init)).status;
	t.equal(await statusOf(login, { method: 'POST', headers, body: '{' }), 400);
	t.equal(await statusOf(login, { method: 'POST', body: 'a=b' }), 415);
	t.equal(await statusOf(login, { method: 'POST', headers, body: `"${'x'.repeat(17_000)}"` }), 413);
	t.equal(await statusOf(login), 405);
	t.equal(await statusOf(`${auth.origin}/nothing`), 404);
	t.equal(await statusOf(`${auth.origin}/slow?ms=999999999`), 400);
	t.equal(await statusOf(`${auth.origin}/slow?ms=-1`), 400);
	t.equal(await statusOf(`${auth.origin}/health`, { headers: { 'x-big': 'x'.repeat(9000) } }), 431);
	t.match(await rawAnswer(auth.port, 'GET //x HTTP/1.1\r\nHost: a\r\n\r\n'), /^HTTP\/1.1 400/);
	t.match(await rawAnswer(auth.port, 'not HTTP at all\r\n\r\n'), /^HTTP\/1.1 400/);
	const injected = 'GET /%0aforged HTTP/1.1\r\nHost: a\r\nX-Request-Id: a"b\r\nConnection: close\r\n\r\n';
	t.match(await rawAnswer(auth.port, injected), /^HTTP\/1.1 404/);
	t.equal(await statusOf(`${auth.origin}/health`), 200);
});

async function rawAnswer(port: number, request: string): Promise<string> {
	const socket = connect(port, '127.0.0.1').setEncoding('utf8');
	socket.write(request);
	const [answer] = await once(socket, 'data');
	socket.destroy();
	return answer;
}

t.test('a port that is taken or makes no sense ends the service with a word about it', async (t) => {
	const auth = await runService(t, 'auth-service.mjs');
	const second = runProgram(t, [process.execPath, 'user-service.mjs'], { env: { PORT: String(auth.port) } });
	t.equal(await second.ended, 1);
	t.match(second.lines.join(), /cannot-listen.*EADDRINUSE/);
	const third = runProgram(t, [process.execPath, 'user-service.mjs'], { env: { PORT: 'eighty' } });
	t.equal(await third.ended, 2);
	t.match(third.lines.join(), /PORT="eighty" is not an integer/);
});

t.test('crashes on demand, with the exit code or the signal that was asked for', async (t) => {
	const crash = async (query: string) => {
		const service = await runService(t, 'user-service.mjs', { ALLOW_CRASH: '1' });
		const { status } = await fetch(`${service.origin}/crash?${query}`, { method: 'POST' });
		t.equal(status, 202, query);
		return service;
	};
	t.equal(await (await crash('code=3')).ended, 3);
	t.equal(await (await crash('signal=SIGSEGV')).ended, 'SIGSEGV');
	t.equal(await (await crash('signal=SIGKILL')).ended, 'SIGKILL');
});

t.test('hangs on demand: it answers nobody and ignores SIGTERM', async (t) => {
	const service = await runService(t, 'user-service.mjs', { ALLOW_CRASH: '1' });
	t.equal((await fetch(`${service.origin}/crash?hang`, { method: 'POST' })).status, 202);
	service.child.kill('SIGTERM');
	await t.rejects(fetch(`${service.origin}/health`, { signal: AbortSignal.timeout(300) }));
	t.equal(service.child.exitCode, null);
	service.child.kill('SIGKILL');
	t.equal(await service.ended, 'SIGKILL');
});

t.test('does not crash on demand unless the environment allows it', async (t) => {
	const service = await runService(t, 'user-service.mjs');
	t.equal((await fetch(`${service.origin}/crash?code=3`, { method: 'POST' })).status, 404);
	const allowing = await runService(t, 'user-service.mjs', { ALLOW_CRASH: '1' });
	for (const query of ['', 'code=256', 'code=x', 'signal=TERM', 'signal=__proto__']) {
		t.equal((await fetch(`${allowing.origin}/crash?${query}`, { method: 'POST' })).status, 400, query);
	}
});
