/** The probe server of the real daemon: what Kubernetes and a browser get of it, and what nobody gets. */
import { Agent } from 'node:http';
import { networkInterfaces } from 'node:os';
import t from 'tap';
import { askProbes } from './ask-probes.ts';
import { freePort } from './free-port.ts';
import { startPod } from './pod-under-test.ts';

const STEADY = '[program:steady]\ncommand=sleep 10000\nstartsecs=0\n';

function probeServer(port: number): string {
	return `[probe_server]\nlisten=127.0.0.1:${port}\nenvironment=staging\n`;
}

t.test('it answers before the first program is started, by the program itself', async (t) => {
	const port = await freePort();
	const ask = `curl -s --noproxy 127.0.0.1 -o %(here)s/answer -w '%%{http_code}' http://127.0.0.1:${port}/startupz?verbose >%(here)s/status`;
	const pod = startPod(t, {
		conf: `${probeServer(port)}[program:asks]\ncommand=sh -c "${ask}; echo asked; exec sleep 10000"\nstartsecs=3600\nstdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\n`,
		pid1: false,
	});
	await pod.line(/^asked$/);
	t.equal(pod.read('status'), '503');
	t.match(pod.read('answer'), /^\[\+\]shutdown ok\n\[-\]asks failed: .*\nstartupz check failed\n$/);
	await pod.stop();
});

t.test('livez, readyz and startupz tell of a pod that is well, and of one that is not', async (t) => {
	const port = await freePort();
	const pod = startPod(t, {
		conf: `${probeServer(port)}${STEADY}[program:broken]\ncommand=%(here)s/broken\nautostart=false\nstartretries=0\n`,
		pid1: false,
	});
	await pod.line(/success: steady/);
	for (const path of ['/livez', '/readyz', '/startupz']) {
		t.match(await askProbes(port, path), { status: 200, body: 'ok\n', headers: { 'content-length': '3' } }, path);
		t.match(await askProbes(port, path, { method: 'HEAD' }), {
			status: 200,
			body: '',
			headers: { 'content-length': '3' },
		});
	}
	t.match(await askProbes(port, '/readyz?verbose'), {
		status: 200,
		body: '[+]shutdown ok\n[+]broken ok\n[+]steady ok\nreadyz check passed\n',
	});
	const health = await askProbes(port, '/health');
	t.equal(health.status, 200);
	t.match(JSON.parse(health.body), {
		status: 'healthy',
		environment: 'staging',
		timestamp: /^\d{4}-\d\d-\d\dT.*Z$/,
		uptime: Number,
		pid: pod.pid,
		ready: true,
		memory: { podvisordBytes: Number },
		programs: [
			{ name: 'broken', state: 'STOPPED', health: 'none' },
			{ name: 'steady', state: 'RUNNING', health: 'healthy', ready: true, pid: Number, restarts: 0 },
		],
	});
	pod.rewrite({
		conf: `${probeServer(port)}${STEADY}[program:broken]\ncommand=%(here)s/broken\nstartretries=0\n`,
	});
	pod.signal('SIGHUP');
	await pod.line(/gave up: broken/);
	t.match(await askProbes(port, '/readyz'), { status: 503, body: /^broken is FATAL \(.*\)\n$/ });
	t.match(await askProbes(port, '/livez'), { status: 200, body: 'ok\n' });
	t.match(await askProbes(port, '/health'), { status: 503, body: /"status": "unhealthy"/ });
	await pod.stop();
});

t.test('nothing that controls is there, and nothing can be written', async (t) => {
	const port = await freePort();
	const pod = startPod(t, { conf: `${probeServer(port)}${STEADY}`, pid1: false });
	await pod.line(/success: steady/);
	for (const path of [
		'/',
		'/RPC2',
		'/api/v1/programs',
		'/api/v1/health',
		'/logtail/steady',
		'/mainlogtail',
		'/livez/',
		'//livez',
	]) {
		for (const method of ['GET', 'POST']) {
			t.equal((await askProbes(port, path, { method })).status, 404, `${method} ${path}`);
		}
	}
	for (const path of ['/livez', '/readyz', '/startupz', '/health', '/metrics']) {
		for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
			t.match(
				await askProbes(port, path, { method }),
				{ status: 405, headers: { allow: 'GET, HEAD' } },
				`${method} ${path}`,
			);
		}
	}
	const foreign = { headers: { origin: 'http://evil.example', host: `127.0.0.1:${port}` } };
	t.equal((await askProbes(port, '/health', foreign)).status, 403, 'another page may not read it by a browser');
	const named = { headers: { host: 'pod.namespace.svc.cluster.local:9180' } };
	t.equal((await askProbes(port, '/readyz', named)).status, 200, 'whatever name it is asked by');
	await pod.stop();
});

t.test('while the pod stops it goes on to answer: alive, and not ready', async (t) => {
	const port = await freePort();
	const pod = startPod(t, {
		conf: `${probeServer(port)}[program:slow]\ncommand=%(here)s/slow\nstartsecs=0\nstopwaitsecs=1000\nstdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\n`,
		files: {
			slow: '#!/bin/sh\ncd "$(dirname "$0")"\ntrap "echo asked to stop" TERM\necho traps\nuntil [ -e let-go ]; do sleep 0.1; done\n',
		},
		pid1: false,
	});
	await pod.line(/^traps$/);
	pod.signal('SIGTERM');
	await pod.line(/^asked to stop$/);
	t.match(await askProbes(port, '/readyz'), { status: 503, body: 'the pod stops\n' });
	t.match(await askProbes(port, '/livez'), { status: 200, body: 'ok\n' });
	t.match(await askProbes(port, '/metrics'), { status: 200, body: /\npodvisor_pod_status\{status="stopping"\} 1\n/ });
	t.match(await askProbes(port, '/health'), { status: 503, body: /"status": "stopping"/ });
	pod.write('let-go', '');
	t.strictSame(await pod.exited, { code: 0, signal: null });
});

t.test('a restart in place leaves its socket and its clients alone', async (t) => {
	const port = await freePort();
	const pod = startPod(t, { conf: `${probeServer(port)}${STEADY}`, pid1: false });
	await pod.line(/success: steady/);
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	t.teardown(() => agent.destroy());
	const { body } = await askProbes(port, '/health', { agent });
	const [socket] = Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? []);
	t.ok(socket);
	pod.rewrite({ conf: `${probeServer(port).replace('staging', 'production')}${STEADY}` });
	pod.signal('SIGHUP');
	await pod.line(/success: steady/, 2);
	t.match(JSON.parse(body), { environment: 'staging' });
	t.match(JSON.parse((await askProbes(port, '/health', { agent })).body), { environment: 'production' });
	t.equal(socket?.destroyed, false, 'over the same connection');
	t.equal(Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])[0], socket);
	agent.destroy();
	await pod.stop();
});

t.test('where another listens, the daemon does not start, and says so', async (t) => {
	const port = await freePort();
	const other = startPod(t, { conf: `${probeServer(port)}${STEADY}`, pid1: false });
	await other.line(/success: steady/);
	const late = startPod(t, { conf: `${probeServer(port)}${STEADY}`, pid1: false });
	t.strictSame(await late.exited, { code: 2, signal: null });
	t.match(
		late.output,
		new RegExp(
			`^Another program is already listening on 127\\.0\\.0\\.1:${port}, which \\[probe_server\\] is configured to use; shut it down first, or set another address$`,
			'm',
		),
	);
	t.notMatch(late.output, /spawned/);
	t.equal((await askProbes(port, '/livez')).status, 200, 'who was there is still');
	await other.stop();
});

const HAS_IPV6 = Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'));

t.test('on all interfaces it is asked by IPv4 and IPv6', { skip: !HAS_IPV6 && 'there is no IPv6' }, async (t) => {
	const port = await freePort();
	const pod = startPod(t, { conf: `[probe_server]\nlisten=*:${port}\n${STEADY}`, pid1: false });
	await pod.line(/success: steady/);
	for (const host of ['127.0.0.1', '::1']) t.match(await askProbes(port, '/livez', { host }), { status: 200 }, host);
	await pod.stop();
});
