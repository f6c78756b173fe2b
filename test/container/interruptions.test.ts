import t from 'tap';
import type { Container } from '../../docker/acceptance/container.ts';
import { docker, dockerOutput } from '../../docker/acceptance/engine.ts';
import { startPodContainer } from './pod-container.ts';

// What an operator, or a machine that goes to sleep, does to a container that is up.

const UP = ['wait', '--timeout', '60', 'all', 'ready'];

t.test('docker restart: it stops in order, and all of it comes up again', async (t) => {
	const pod = await startPodContainer(t);
	await pod.untilLog(/ready: nginx/);
	await dockerOutput(['restart', pod.name]);
	await untilUp(pod);
	const logs = await pod.logs();
	t.equal(logs.match(/all stopped; exit status 0/g)?.length, 1);
	t.equal(logs.match(/ready: nginx/g)?.length, 2);
	t.equal((await pod.stop()).exitCode, 0);
});

t.test('docker kill -s KILL leaves nothing behind that the next start minds', async (t) => {
	const pod = await startPodContainer(t);
	await pod.untilLog(/ready: nginx/);
	await pod.kill('KILL');
	t.equal(await pod.untilExit(), 137);
	await dockerOutput(['start', pod.name]);
	await untilUp(pod);
	t.notMatch((await pod.logs()).split('ready: nginx').at(-1), /WARN|ERRO|CRIT/);
	t.equal((await pod.stop()).exitCode, 0);
});

t.test('docker pause for longer than every time-out of health: nobody is blamed', async (t) => {
	const pod = await startPodContainer(t, {
		files: {
			'server.mjs': `import { createServer } from 'node:http';
createServer((request, response) => setTimeout(() => response.end('ok'), 300)).listen(3001, '127.0.0.1');
`,
		},
		conf: `
[program:server]
command=node server.mjs
directory=%(here)s
health=http://127.0.0.1:3001/
health_interval=200ms
health_timeout=2s
health_retries=1
`,
	});
	await pod.untilLog(/ready: server/);
	// A probe is mostly under way: each takes 0.3 s, and begins 0.2 s after the last; and a single failure is enough.
	for (let round = 0; round < 2; round++) {
		await dockerOutput(['pause', pod.name]);
		await new Promise((resolve) => setTimeout(resolve, 3500));
		await dockerOutput(['unpause', pod.name]);
		const { stdout } = await pod.exec(['podctl', 'health']);
		t.match(stdout, /^healthy/);
	}
	t.equal((await pod.stop()).exitCode, 0);
	const logs = await pod.logs();
	t.equal(logs.match(/spawned: 'server'/g)?.length, 1, 'it was not restarted');
	t.notMatch(logs, /unhealthy|not ready/);
});

async function untilUp(pod: Container): Promise<void> {
	// The control socket may not be there yet.
	for (let tries = 0; tries < 100; tries++) {
		const { status } = await docker(['exec', pod.name, 'podctl', ...UP]);
		if (status === 0) return;
	}
	throw new Error(`${pod.name} does not come up`);
}
