import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { get } from '../../docker/acceptance/get.ts';
import { untilTrue } from '../../docker/acceptance/until-true.ts';
import { LoadClient } from './load-client.ts';
import { startPodContainer, stopsIn } from './pod-container.ts';

// docker stop under load. Of the requests that nginx has read none may fail; whoever comes later is refused. What is
// between the two belongs to TCP, is counted, and told: docs/GATEWAY.md says why.

const IN_ORDER = [
	{ name: 'nginx', how: 'exit status 0' },
	{ name: 'user-service', how: 'exit status 0' },
	{ name: 'auth-service', how: 'exit status 0' },
];

for (const [path, keepAlive] of [
	['/health/user-service', true],
	['/', false],
] as const) {
	const how = keepAlive ? 'keep-alive' : 'a connection for each request';
	t.test(`${path} with ${how}: no answer is cut, and none is wrong`, async (t) => {
		const pod = await startPodContainer(t);
		await pod.untilLog(/ready: nginx/);
		const load = new LoadClient({ host: pod.address, port: 80, path, connections: 32, keepAlive });
		await load.untilAnswered(1000);
		const { exitCode } = await pod.stop();
		const counts = await load.end();
		t.comment(JSON.stringify(counts));
		t.equal(exitCode, 0);
		t.equal(counts.cut, 0, 'cut within an answer');
		t.equal(counts.otherStatus, 0, 'not 200');
		const logs = await pod.logs();
		t.strictSame(stopsIn(logs), IN_ORDER);
		t.notMatch(logs, /SIGKILL/, 'nobody was killed');
	});
}

t.test('requests that nginx has read are all answered', async (t) => {
	const pod = await startPodContainer(t);
	await pod.untilLog(/ready: nginx/);
	const connections = 16;
	const path = '/slow/user-service?ms=3000';
	const load = new LoadClient({ host: pod.address, port: 80, path, connections, keepAlive: true });
	await untilTrue('all requests to be in flight', async () => {
		const { body } = await get(`http://${pod.address}/health/user-service`);
		return JSON.parse(body).inFlight === connections;
	});
	const { exitCode } = await pod.stop();
	const { answered, otherStatus, cut, closedNew } = await load.end();
	t.equal(exitCode, 0);
	t.ok(answered >= connections, `${answered} were answered`);
	t.strictSame({ otherStatus, cut, closedNew }, { otherStatus: 0, cut: 0, closedNew: 0 });
	t.strictSame(stopsIn(await pod.logs()), IN_ORDER);
});

for (const header of [[], ['-H', 'Connection: close']]) {
	t.test(`wrk ${header.join(' ')}: every answer is 2xx`, async (t) => {
		const pod = await startPodContainer(t);
		await pod.untilLog(/ready: nginx/);
		const wrk = spawn('wrk', ['-t2', '-c32', '-d3s', ...header, `http://${pod.address}/`]);
		let report = '';
		wrk.stdout.setEncoding('utf8').on('data', (text: string) => {
			report += text;
		});
		const { promise: ended, resolve } = Promise.withResolvers<number | string | null>();
		wrk.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message)).on('close', resolve);
		await pod.untilLog(/"path":"\/"/);
		// Not to wait for anything: wrk tells nobody how far it is.
		await delay(1000);
		t.equal((await pod.stop()).exitCode, 0);
		t.equal(await ended, 0, 'wrk has run; apt-get install wrk where it is missing');
		t.match(report, /requests in/);
		t.notMatch(report, /Non-2xx/);
		t.comment(
			report
				.split('\n')
				.filter((line) => /requests in|Socket errors/.test(line))
				.join(';'),
		);
		t.strictSame(stopsIn(await pod.logs()), IN_ORDER);
	});
}
