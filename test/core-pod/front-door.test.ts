import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { type Program, postJson, runService } from './run-program.ts';
import { send } from './slow-request.ts';
import { NO_NGINX, startNginx } from './start-nginx.ts';

interface Upstreams {
	readonly auth: number;
	readonly user: number;
}
interface Door extends Program {
	readonly origin: string;
}
type OpenDoor = (t: Tap, upstreams: Upstreams) => Promise<Door>;
type Tap = Test;

async function openNginx(t: Tap, { auth, user }: Upstreams): Promise<Door> {
	const { nginx, origin } = await startNginx(t, { auth, user });
	return { ...nginx, origin };
}

async function openGateway(t: Tap, { auth, user }: Upstreams): Promise<Door> {
	const urls = { AUTH_URL: `http://127.0.0.1:${auth}`, USER_URL: `http://127.0.0.1:${user}` };
	return runService(t, 'gateway.mjs', urls);
}

const doors: [string, OpenDoor][] = [
	['nginx', openNginx],
	['the gateway', openGateway],
];

for (const [name, open] of doors) {
	const options = { skip: name === 'nginx' && NO_NGINX };

	t.test(`${name}: one can log in, and create, list and delete users`, options, async (t) => {
		const auth = await runService(t, 'auth-service.mjs');
		const user = await runService(t, 'user-service.mjs', { AUTH_URL: auth.origin });
		const { origin } = await open(t, { auth: auth.port, user: user.port });
		const login = await postJson(`${origin}/auth/login`, { username: 'bob', password: 'builder' });
		const { token } = (await login.json()) as { token: string };
		const headers = { authorization: `Bearer ${token}` };
		t.match(await (await fetch(`${origin}/auth/verify`, { headers })).json(), { sub: 'bob' });
		const created = await postJson(`${origin}/api/users`, { name: 'Alan', email: 'a@example.org' }, headers);
		t.equal(created.status, 201);
		t.equal(created.headers.get('location'), '/api/users/4');
		t.match(await (await fetch(`${origin}/api/users`, { headers })).json(), { users: { length: 4 } });
		t.equal((await fetch(`${origin}/api/users/4`, { method: 'DELETE', headers })).status, 204);
		t.equal((await fetch(`${origin}/api/users/4`, { headers })).status, 404);
		t.equal((await fetch(`${origin}/api/users`)).status, 401);
		const id = created.headers.get('x-request-id') ?? '-';
		t.match(id, /^[0-9a-f]{32}$/);
		for (const service of [auth, user]) await service.untilLine(new RegExp(`"event":"request".*"id":"${id}"`));
	});

	t.test(`${name}: the page, the health of each part, and nothing else`, options, async (t) => {
		const auth = await runService(t, 'auth-service.mjs', { ALLOW_CRASH: '1' });
		const user = await runService(t, 'user-service.mjs', { AUTH_URL: auth.origin });
		const { origin } = await open(t, { auth: auth.port, user: user.port });
		const page = await fetch(`${origin}/`);
		t.match(page.headers.get('content-type'), /^text\/html/);
		t.match(await page.text(), /<title>Core pod<\/title>/);
		t.match(await (await fetch(`${origin}/health`)).json(), { status: 'ok', service: /nginx|gateway/, pid: Number });
		for (const service of ['auth-service', 'user-service']) {
			t.match(await (await fetch(`${origin}/health/${service}`)).json(), { status: 'ok', service });
		}
		for (const path of ['/nothing', '/crash', '/auth/crash', '/../nginx.conf', '/%2e%2e/nginx.conf', '/service.mjs']) {
			t.equal((await fetch(origin + path)).status, 404, path);
		}
		t.match((await postJson(`${origin}/crash?code=1`, {})).status, /40[345]/);
		t.equal((await fetch(origin, { headers: { 'x-big': 'x'.repeat(40_000) } })).status >= 400, true);
	});

	t.test(`${name}: a service that is away is a 502, and one that is back is served again`, options, async (t) => {
		const user = await runService(t, 'user-service.mjs');
		// Nobody asks auth-service here.
		const { origin } = await open(t, { auth: user.port, user: user.port });
		const health = `${origin}/health/user-service`;
		t.equal((await fetch(health)).status, 200);
		user.child.kill('SIGKILL');
		await user.ended;
		const away = await fetch(health);
		t.equal(away.status, 502);
		t.match(await away.json(), { error: /does not answer/ });
		await runService(t, 'user-service.mjs', { PORT: String(user.port) });
		t.equal((await fetch(health)).status, 200);
	});

	t.test(`${name}: tells the service who asks, and is not told by the client`, options, async (t) => {
		const received: IncomingHttpHeaders[] = [];
		const upstream = createServer((request, response) => {
			received.push(request.headers);
			response.writeHead(200, { 'X-Upstream': 'yes', Connection: 'close' }).end('x'.repeat(300_000));
		});
		await once(upstream.listen(0, '127.0.0.1'), 'listening');
		t.teardown(() => upstream.close());
		const { port } = upstream.address() as AddressInfo;
		const { origin } = await open(t, { auth: port, user: port });
		const forged = {
			'x-forwarded-for': '8.8.8.8',
			'x-forwarded-proto': 'https',
			'x-request-id': 'mine',
			te: 'trailers',
		};
		const answer = await fetch(`${origin}/auth/anything?a=b`, { headers: forged });
		t.equal(answer.headers.get('x-upstream'), 'yes');
		t.equal((await answer.text()).length, 300_000);
		t.match(received, [
			{ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http', 'x-request-id': /^[0-9a-f]{32}$/ },
		]);
	});

	t.test(`${name}: SIGQUIT lets the requests in flight finish`, options, async (t) => {
		const held: ServerResponse[] = [];
		const upstream = createServer((_request, response) => {
			held.push(response);
			upstream.emit('held');
		});
		await once(upstream.listen(0, '127.0.0.1'), 'listening');
		t.teardown(() => upstream.close());
		const { port } = upstream.address() as AddressInfo;
		const door = await open(t, { auth: port, user: port });
		const answers = [1, 2, 3].map((number) => send(`${door.origin}/slow/user-service?${number}`));
		while (held.length < 3) await once(upstream, 'held');
		door.child.kill('SIGQUIT');
		// It was told once it accepts nobody any more; what it accepted until then it still answers.
		while (!('error' in (await send(`${door.origin}/health`))));
		for (const response of held) response.writeHead(200, { Connection: 'close' }).end('the answer');
		for (const answer of answers) t.match(await answer, { status: 200, body: 'the answer' });
		t.equal(await door.ended, 0);
		t.same(await send(`${door.origin}/health`), { error: 'ECONNREFUSED' });
	});
}
