import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { untilTrue } from '../../docker/acceptance/until-true.ts';
import { IMAGE, startPodContainer, stopsIn } from './pod-container.ts';

// docker stop, at the worst moments. Whatever ends with 137 here was killed by the engine at the end of its grace period.

const IN_ORDER = ['nginx', 'user-service', 'auth-service'];
const SOCKET = (process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').replace(/^unix:\/\//, '');

t.test(
	'in the first moments of the container',
	{ skip: !existsSync(SOCKET) && 'the engine is elsewhere' },
	async (t) => {
		for (const afterMs of [0, 20, 60, 150]) {
			const { Id } = await engine<{ Id: string }>('POST', '/containers/create', { Image: IMAGE });
			t.teardown(() => engine('DELETE', `/containers/${Id}?force=true&v=true`));
			await engine('POST', `/containers/${Id}/start`);
			const { State } = await engine<{ State: { Pid: number } }>('GET', `/containers/${Id}/json`);
			await untilTrue('Node to have begun in the container', async () => hearsSigterm(State.Pid));
			await delay(afterMs);
			await engine('POST', `/containers/${Id}/stop`);
			const ended = await engine<{ State: { ExitCode: number } }>('GET', `/containers/${Id}/json`);
			t.equal(ended.State.ExitCode, 0, `${afterMs} ms after Node began`);
		}
	},
);

for (const [moment, line, started] of [
	['before auth-service is ready', /spawned: 'auth-service'/, 1],
	['between the layers', /ready: auth-service/, 1],
	['before nginx is ready', /spawned: 'nginx'/, 3],
	['when all is up', /ready: nginx/, 3],
] as const) {
	t.test(moment, async (t) => {
		const pod = await startPodContainer(t);
		await pod.untilLog(line);
		t.equal((await pod.stop()).exitCode, 0);
		const logs = await pod.logs();
		const stopped = stopsIn(logs).map(({ name }) => name);
		t.strictSame(
			stopped,
			IN_ORDER.filter((name) => stopped.includes(name)),
			'the last one first',
		);
		t.ok(stopped.length >= started, `${started} of the programs at least had been started`);
		t.notMatch(logs, /SIGKILL/, 'nobody was killed');
		t.match(logs, /all stopped; exit status 0\s*$/);
	});
}

t.test('while a service that crashed is being replaced', async (t) => {
	const pod = await startPodContainer(t);
	await pod.untilLog(/ready: nginx/);
	t.equal((await pod.exec(['podctl', 'signal', 'KILL', 'auth-service'])).status, 0);
	await pod.untilLog(/exited: auth-service/);
	t.equal((await pod.stop()).exitCode, 0);
	const logs = await pod.logs();
	const stopped = stopsIn(logs).map(({ name }) => name);
	// Whether it is there again when the stop comes depends on how long it had been up.
	t.strictSame(
		stopped,
		IN_ORDER.filter((name) => name !== 'auth-service' || stopped.includes(name)),
	);
	t.match(logs, /all stopped; exit status 0\s*$/);
});

t.test('in a crash loop, with a program that never gets ready and one that ignores SIGTERM', async (t) => {
	const pod = await startPodContainer(t, {
		daemon: 'shutdown_timeout=9s\n',
		conf: `
[program:crasher]
command=sh -c "exit 3"
startretries=1000
[program:never-ready]
command=sleep 600
readiness=tcp://127.0.0.1:9
[program:deaf]
command=sh -c "trap '' TERM; echo is deaf now; while :; do sleep 1; done"
container_log=true
stopwaitsecs=1
`,
	});
	await pod.untilLog(/is deaf now/);
	await pod.untilLog(/exited: crasher \(exit status 3; not expected\)/);
	const { stdout } = await pod.exec(['podctl', 'status', '--json']);
	t.match(stdout, /"(STARTING|BACKOFF)"/);
	t.equal((await pod.stop()).exitCode, 0);
	const logs = await pod.logs();
	const ends = new Map(stopsIn(logs).map(({ name, how }) => [name, how]));
	t.equal(ends.get('never-ready'), 'terminated by SIGTERM');
	t.equal(ends.get('deaf'), 'terminated by SIGKILL', 'by podvisord, after its stopwaitsecs');
	t.match(logs, /all stopped; exit status 0\s*$/);
});

t.test('with a shorter grace period than shutdown_timeout: what stops as asked needs none of it', async (t) => {
	const pod = await startPodContainer(t);
	await pod.untilLog(/ready: nginx/);
	t.equal((await pod.stop(3)).exitCode, 0);
});

/**
 * Node's own handler, or podvisord's: from here on nothing is lost. `sh`, which it begins as, has a handler too, but never
 * a second thread.
 */
function hearsSigterm(pid: number): boolean {
	const status = readFileSync(`/proc/${pid}/status`, 'latin1');
	const [, mask = '0'] = /^SigCgt:\t(\w+)$/m.exec(status) ?? [];
	return !/^Threads:\t1$/m.test(status) && (BigInt(`0x${mask}`) & (1n << 14n)) !== 0n;
}

/** The engine itself: its command line takes longer than the moments that are tried. */
function engine<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
	const { promise, resolve, reject } = Promise.withResolvers<Answer>();
	const asked = request({ socketPath: SOCKET, method, path, headers: { 'Content-Type': 'application/json' } });
	asked.on('error', reject).on('response', (answer) => {
		let text = '';
		answer.setEncoding('utf8').on('data', (chunk: string) => {
			text += chunk;
		});
		answer.on('end', () => {
			if ((answer.statusCode ?? 500) >= 400) reject(new Error(`${method} ${path}: ${text}`));
			else resolve((text === '' ? {} : JSON.parse(text)) as Answer);
		});
	});
	asked.end(body === undefined ? undefined : JSON.stringify(body));
	return promise;
}
