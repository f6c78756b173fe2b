import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { holdLogin, LOGIN } from './held-login.ts';
import { runService } from './run-program.ts';
import { send, untilInFlight } from './slow-request.ts';

t.test('lets the requests in flight finish, closes their connections, and exits 0', async (t) => {
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
		const service = await runService(t, 'auth-service.mjs');
		const held = [holdLogin(service.origin), holdLogin(service.origin)];
		await untilInFlight(`${service.origin}/health`, 2);
		service.child.kill(signal);
		await service.untilLine(/"event":"stopping".*"inFlight":2/);
		t.same(await send(`${service.origin}/health`), { error: 'ECONNREFUSED' }, 'accepts no more');
		for (const login of held) t.match(await login.finish(), { status: 200, connection: 'close', body: /"token":/ });
		t.equal(await service.ended, 0, signal);
	}
});

t.test('does not wait for connections that are idle or silent', async (t) => {
	const service = await runService(t, 'user-service.mjs', { DRAIN_MS: '60000' });
	const idle = connect(service.port, '127.0.0.1').setEncoding('utf8');
	idle.write('GET /health HTTP/1.1\r\nHost: a\r\n\r\n');
	const silent = connect(service.port, '127.0.0.1');
	const halfway = connect(service.port, '127.0.0.1');
	halfway.write('GET /health HTTP/1.1\r\nHos');
	const sockets = [idle, silent, halfway];
	for (const socket of sockets) socket.on('error', () => t.comment('ECONNRESET: the service cut a silent connection'));
	await Promise.all([once(idle, 'data'), once(silent, 'connect'), once(halfway, 'connect')]);
	// Not once(), which rejects on the ECONNRESET that a connection which was cut may bring (Node 26 brings it).
	const closed = Promise.all(sockets.map((socket) => new Promise((over) => socket.resume().once('close', over))));
	service.child.kill('SIGTERM');
	t.equal(await service.ended, 0);
	await closed;
});

t.test('answers a kept-alive connection for the last time, with Connection: close', async (t) => {
	const service = await runService(t, 'auth-service.mjs');
	const socket = connect(service.port, '127.0.0.1').setEncoding('utf8');
	const [head, body] = LOGIN;
	socket.write(head);
	await untilInFlight(`${service.origin}/health`, 1);
	service.child.kill('SIGTERM');
	await service.untilLine(/"event":"stopping"/);
	let answers = '';
	socket.on('data', (chunk) => {
		answers += chunk;
	});
	socket.write(body);
	await once(socket, 'close');
	t.match(answers, /^HTTP\/1.1 200 OK\r\nConnection: close\r\n/i);
	t.equal(await service.ended, 0);
});

t.test('cuts what is still in flight after DRAIN_MS, says so, and exits 0', async (t) => {
	const service = await runService(t, 'auth-service.mjs', { DRAIN_MS: '200' });
	const slow = send(`${service.origin}/slow?ms=30000`);
	await untilInFlight(`${service.origin}/health`, 1);
	service.child.kill('SIGTERM');
	t.same(await slow, { error: 'ECONNRESET' });
	t.equal(await service.ended, 0);
	t.match(service.lines.join('\n'), /"level":"error".*"event":"drain-timeout","inFlight":1/);
});

t.test('a second signal cuts at once', async (t) => {
	const service = await runService(t, 'auth-service.mjs', { DRAIN_MS: '60000' });
	const slow = send(`${service.origin}/slow?ms=30000`);
	await untilInFlight(`${service.origin}/health`, 1);
	service.child.kill('SIGTERM');
	await service.untilLine(/"event":"stopping"/);
	service.child.kill('SIGTERM');
	t.same(await slow, { error: 'ECONNRESET' });
	t.equal(await service.ended, 0);
});
