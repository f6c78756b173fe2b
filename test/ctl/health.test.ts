import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { NO_REFERENCE } from '../compat/pair.ts';
import { runClient } from './run-client.ts';
import { Scene } from './scene.ts';

t.test('health says in one line how the pod fares, and its exit status is for HEALTHCHECK', async (t) => {
	const scene = new Scene(t, { daemon: 'podvisord', client: 'podctl' });
	await scene.isUp();
	const run = async (...args: string[]): Promise<[string, number | null]> => {
		const { stdout, stderr, code } = await scene.run(['health', ...args]);
		t.equal(stderr, '', 'nothing beside it');
		return [stdout, code];
	};
	t.strictSame(await run(), ['healthy: 3 of 3 programs are ready, 2 are stopped\n', 0]);
	t.strictSame(await run('w:*', 'web'), ['healthy: 3 of 3 programs are ready\n', 0]);
	await scene.run(['stop', 'w:w_0']);
	t.strictSame(await run(), ['healthy: 2 of 2 programs are ready, 3 are stopped\n', 0], 'stopped on purpose');
	await scene.run(['start', 'dies']);
	t.strictSame(await run(), ['unhealthy: dies is FATAL (Exited too quickly (process log may have details))\n', 1]);
	t.strictSame(await run('web'), ['healthy: 1 of 1 program is ready\n', 0], 'of some alone');
	t.strictSame(await run('nope'), ['error: there is no process nope\n', 2]);

	const { stdout, code } = await scene.run(['--json', 'health']);
	t.equal(code, 1);
	t.match(JSON.parse(stdout), {
		exit_status: 1,
		result: { status: 'unhealthy', alive: true, ready: false, processes: [{ name: 'web', health: 'healthy' }] },
	});
});

t.test('status tells how processes fare to those who ask for it, and to JSON', async (t) => {
	const programs = `[program:web]
command=sleep 1000
readiness=fd:3
health_interval=100ms
health_timeout=100ms
health_retries=1
`;
	const scene = new Scene(t, { daemon: 'podvisord', client: 'podctl', programs });
	await scene.rival.until(() => scene.rival.has('pod.sock'), 'its socket');
	await scene.rival.line(/entered RUNNING state/, 1);
	const isLate = async (): Promise<boolean> => (await scene.run(['health'])).stdout.startsWith('unhealthy');
	while (!(await isLate()));
	t.match((await scene.run(['status'])).stdout, /^web +RUNNING +pid \d+, uptime [\d:]+\n$/, 'as scripts know it');
	t.match((await scene.run(['status', '-v'])).stdout, /^web +RUNNING +pid \d+, uptime [\d:]+; degraded: is not ready/);
	t.match(JSON.parse((await scene.run(['status', '--json'])).stdout), {
		exit_status: 0,
		result: [{ name: 'web', statename: 'RUNNING', health: 'degraded', why: /^is not ready/, ready: false }],
	});
});

t.test('of a supervisord it tells what there is to be told', { skip: NO_REFERENCE }, async (t) => {
	const scene = new Scene(t, { daemon: 'supervisord', client: 'podctl' });
	await scene.isUp();
	const run = async (...args: string[]): Promise<[string, number | null]> => {
		const { stdout, code } = await scene.run(['health', ...args]);
		return [stdout, code];
	};
	t.strictSame(await run(), ['healthy: 3 of 5 programs run, and none has failed (a supervisord knows no more)\n', 0]);
	await scene.run(['start', 'dies']);
	t.strictSame(await run(), ['unhealthy: dies is FATAL\n', 1]);
	t.strictSame(await run('nope'), ['error: there is no process nope\n', 2]);
	t.match((await scene.run(['status', '-v'])).stdout, /^web +RUNNING +pid \d+, uptime [\d:]+$/m, 'status -v is status');
});

t.test('a daemon that hangs cannot be judged: 2, and not for ever', async (t) => {
	const scene = new Scene(t, { daemon: 'podvisord', client: 'podctl' });
	await scene.isUp();
	scene.rival.signal('SIGSTOP');
	const { stdout, code } = await scene.run(['health']);
	t.match(stdout, /^error: unix:.*: there was no answer within 4 s; is the daemon stopped/);
	t.equal(code, 2);
	const json = JSON.parse((await scene.run(['health', '--json'])).stdout);
	t.match(json, { exit_status: 2, result: null, errors: [{ code: 'TIMEOUT' }] });
	scene.rival.signal('SIGCONT');
	t.equal((await scene.run(['health'])).code, 0);
});

t.test('without a daemon, or with the wrong password, it cannot be told either', async (t) => {
	const dir = mkdtempSync(join(tmpdir(), 'podctl-'));
	t.teardown(() => rmSync(dir, { recursive: true }));
	const nobody = await runClient('podctl', ['-s', `unix://${dir}/none.sock`, 'health']);
	t.equal(nobody.code, 2);
	t.match(nobody.stdout, /no such file/);
	t.equal((await runClient('podctl', ['-s', 'nonsense://', 'health'])).code, 2);

	const scene = new Scene(t, { daemon: 'podvisord', client: 'podctl', server: 'username=u\npassword=right' });
	await scene.rival.until(() => scene.rival.has('pod.sock'), 'its socket');
	const refused = await scene.run(['-u', 'u', '-p', 'wrong', 'health']);
	t.equal(refused.code, 2);
	t.match(refused.stdout, /Server requires authentication/);
});

t.test('an answer that comes a byte at a time is not waited for', async (t) => {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
		socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n');
		const timer = setInterval(() => socket.write(' '), 50);
		socket.on('close', () => clearInterval(timer));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.teardown(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : 0;
	const { stdout, code } = await runClient('podctl', ['-s', `http://127.0.0.1:${port}`, 'health']);
	t.equal(code, 2);
	t.match(stdout, /no answer within 4 s/);
});
