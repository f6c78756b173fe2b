/** The control servers of the real daemon: who may connect, what is there when, and what clients cost. */

import { readdirSync, statSync, unlinkSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { freePort } from './free-port.ts';
import { type PodUnderTest, startPod } from './pod-under-test.ts';

const STEADY = '[program:steady]\ncommand=sleep 1000\nstartsecs=0\n';
const UNIX = '[unix_http_server]\nfile=%(here)s/s.sock\n';

interface Answer {
	readonly status: number;
	readonly body: string;
}

/** Asks over the pod's unix socket, or a TCP port of this machine. */
function get(
	where: PodUnderTest | number,
	path: string,
	headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
	const to = typeof where === 'number' ? { host: '127.0.0.1', port: where } : { socketPath: join(where.dir, 's.sock') };
	return new Promise((resolve, reject) => {
		const asked = request({ ...to, path, headers, agent: false }, (response) => {
			let body = '';
			response.setEncoding('utf8').on('data', (text: string) => {
				body += text;
			});
			response.on('end', () => resolve({ status: response.statusCode ?? 0, body })).on('error', reject);
		});
		asked.on('error', reject).end();
	});
}

t.test('the socket has its mode, is there before the first program, and gone at the end', async (t) => {
	const pod = startPod(t, {
		conf: `${UNIX}chmod=0710\n[program:p]\ncommand=sh -c "test -S %(here)s/s.sock && echo there; exec sleep 1000"\nstdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\n`,
		pid1: false,
	});
	await pod.line(/^there$/);
	t.equal(statSync(join(pod.dir, 's.sock')).mode & 0o7777, 0o710);
	t.match(await get(pod, '/nowhere'), { status: 404, body: /\/RPC2/ });
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	t.notOk(pod.has('s.sock'));
});

t.test('where another listens, it says so and does not start; what a crash left is replaced', async (t) => {
	const other = startPod(t, { conf: `${UNIX}${STEADY}`, pid1: false });
	await other.line(/success: steady/);
	const late = startPod(t, { conf: `[unix_http_server]\nfile=${other.dir}/s.sock\n${STEADY}`, pid1: false });
	t.strictSame(await late.exited, { code: 2, signal: null });
	t.match(
		late.output,
		/^Another program is already listening on '.*\/s\.sock', which \[unix_http_server\] is configured/m,
	);
	t.notMatch(late.output, /spawned/);
	t.equal((await get(other, '/nowhere')).status, 404, 'who was there is still');
	other.signal('SIGKILL');
	await other.exited.catch(() => undefined);
	t.ok(other.has('s.sock'));
	const next = startPod(t, { conf: `[unix_http_server]\nfile=${other.dir}/s.sock\n${STEADY}`, pid1: false });
	await next.line(/success: steady/);
	t.equal((await get(other, '/nowhere')).status, 404);
	await next.stop();
});

t.test('a second daemon that is refused leaves nothing behind, and the first one its AUTO logs', async (t) => {
	const talks = '[program:talks]\ncommand=sh -c "echo words; exec sleep 1000"\nstartsecs=0\n';
	const port = await freePort();
	const inet = `[inet_http_server]\nport=127.0.0.1:${port}\n`;
	const first = startPod(t, { conf: `${inet}${talks}`, daemon: 'childlogdir=%(here)s', pid1: false });
	const logs = (): string[] => readdirSync(first.dir).filter((name) => name.startsWith('talks-stdout---'));
	await first.until(() => logs().some((name) => first.read(name) === 'words\n'), 'its words');
	const before = logs();
	const second = startPod(t, {
		// Its own unix socket it does get.
		conf: `${UNIX}${inet}${talks}`,
		daemon: `childlogdir=${first.dir}\nlogfile=%(here)s/d.log`,
		pid1: false,
	});
	t.strictSame(await second.exited, { code: 2, signal: null });
	t.strictSame(logs(), before);
	t.notOk(second.has('s.sock'), 'no socket stays');
	t.match(second.read('d.log'), /CRIT Another program is already listening on/, 'its log says why');
});

t.test('SIGHUP takes up other sections, SIGUSR2 binds a removed socket anew', async (t) => {
	const port = await freePort();
	const pod = startPod(t, { conf: `${UNIX}${STEADY}`, pid1: false });
	await pod.line(/success: steady/);
	unlinkSync(join(pod.dir, 's.sock'));
	pod.signal('SIGUSR2');
	await pod.until(() => pod.has('s.sock'), 'the socket');
	t.equal((await get(pod, '/nowhere')).status, 404);

	pod.rewrite({ conf: `[inet_http_server]\nport=*:${port}\n${STEADY}` });
	pod.signal('SIGHUP');
	await pod.line(/success: steady/, 2);
	await pod.line(
		/WARN \[inet_http_server\] has no password, so it listens on 127\.0\.0\.1:\d+ alone instead of \*:\d+/,
	);
	t.notOk(pod.has('s.sock'));
	t.equal((await get(port, '/nowhere')).status, 404);
	t.equal((await get(port, '/nowhere', { Host: 'evil.example' })).status, 403);

	const blocker = createServer();
	await new Promise<void>((resolve) => blocker.listen(join(pod.dir, 's.sock'), resolve));
	t.teardown(() => blocker.close());
	pod.rewrite({ conf: `${UNIX}${STEADY}` });
	pod.signal('SIGHUP');
	await pod.line(/ERRO Another program is already listening/);
	await pod.line(/success: steady/, 3);
	t.strictSame(await pod.stop(), { code: 0, signal: null }, 'the pod goes on without');
});

t.test('a shutdown waits for no client', async (t) => {
	const pod = startPod(t, { conf: `${UNIX}${STEADY}`, pid1: false });
	await pod.line(/success: steady/);
	const idle = connect(join(pod.dir, 's.sock'));
	const half = connect(join(pod.dir, 's.sock'));
	for (const socket of [idle, half]) socket.on('error', () => {});
	const closed = [idle, half].map(
		(socket) => new Promise<void>((resolve) => socket.resume().on('close', () => resolve())),
	);
	half.write('POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<');
	t.equal((await get(pod, '/nowhere')).status, 404);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	await Promise.all(closed);
});

t.test('HTTP is loaded with the first client, and not before', async (t) => {
	const preload = `process.on('exit', () => {
		const loaded = process.moduleLoadList.includes('NativeModule _http_server');
		require('node:fs').writeSync(2, 'http: ' + loaded + '\\n');
	});`;
	for (const isAsked of [false, true]) {
		const pod = startPod(t, {
			conf: `${UNIX}${STEADY}`,
			files: { 'tell.cjs': preload },
			preload: 'tell.cjs',
			pid1: false,
		});
		await pod.line(/success: steady/);
		if (isAsked) await get(pod, '/nowhere');
		await pod.stop();
		await pod.line(new RegExp(`^http: ${isAsked}$`));
	}
});

t.test('who guesses passwords is told of in the log, and not for each guess', async (t) => {
	const port = await freePort();
	const pod = startPod(t, {
		conf: `${UNIX}username=ann\npassword=secret\n[inet_http_server]\nport=127.0.0.1:${port}\nusername=ann\npassword=secret\n${STEADY}`,
	});
	await pod.line(/success: steady/);
	const wrong = { Authorization: `Basic ${Buffer.from('ann:wrong').toString('base64')}` };
	for (const where of [pod, port]) {
		t.equal((await get(where, '/nowhere')).status, 401, 'a client that asks first, as browsers do, is no guesser');
		const guesses = [1, 2, 3].map(() => get(where, '/nowhere', wrong));
		t.strictSame(
			(await Promise.all(guesses)).map(({ status }) => status),
			[401, 401, 401],
		);
	}
	await pod.line(/WARN unix_http_server was given a wrong user name or password by uid \d+, pid \d+ \(1 so far\)/);
	await pod.line(/WARN inet_http_server was given a wrong user name or password by 127\.0\.0\.1 \(1 so far\)/);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	t.equal(pod.lines(/a wrong user name or password/).length, 2);
	t.notMatch(pod.output, /wrong:|ann:/, 'what was guessed is not in it');
});
