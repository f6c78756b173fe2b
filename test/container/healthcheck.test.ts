import t from 'tap';
import type { Container } from '../../docker/acceptance/container.ts';
import { docker, dockerOutput } from '../../docker/acceptance/engine.ts';
import { IMAGE, startPodContainer } from './pod-container.ts';

// The image's HEALTHCHECK, with shorter intervals for the test's sake. What a test can say without a clock is that each
// probe since the fault has failed: the verdict then comes after retries × (interval and what a probe takes).

const OFTEN = ['--health-interval=1s', '--health-retries=2', '--health-start-period=1s'];

t.test('the image asks often enough to tell within 35 s, if no probe is late', async (t) => {
	const found = await dockerOutput(['inspect', '--type=image', '--format={{json .Config.Healthcheck}}', IMAGE]);
	const { Interval, Timeout, Retries } = JSON.parse(found) as { Interval: number; Timeout: number; Retries: number };
	const seconds = (Interval * Retries + Timeout) / 1e9;
	t.ok(seconds <= 35, `${seconds} s`);
});

t.test('unhealthy when a service is FATAL, and healthy again once it is repaired and started', async (t) => {
	const pod = await startPodContainer(t, {
		options: OFTEN,
		conf: `
[program:steady]
command=sleep 600
[program:breakable]
command=sh -c "test ! -e /tmp/broken || exit 4; exec sleep 600"
startretries=0
`,
	});
	await pod.untilHealth('healthy');
	await inside(pod, 'touch', '/tmp/broken');
	// Its status is that of the failed start.
	await pod.exec(['podctl', 'restart', 'breakable']);
	await pod.untilLog(/gave up: breakable entered FATAL state/);
	const since = Date.now();
	await pod.untilHealth('unhealthy');
	t.strictSame(await passedSince(pod, since), [], 'no probe since then was passed');
	t.match(await lastProbe(pod), /breakable/, 'Docker shows who is to blame');
	await inside(pod, 'rm', '/tmp/broken');
	await inside(pod, 'podctl', 'start', 'breakable');
	await pod.untilHealth('healthy');
});

const HANGS = {
	files: {
		'server.mjs': `import { createServer } from 'node:http';
createServer((request, response) => response.end('ok')).listen(3001, '127.0.0.1');
`,
	},
	conf: `
[program:server]
command=node server.mjs
directory=%(here)s
readiness=http://127.0.0.1:3001/
health_interval=1s
health_timeout=1s
health_retries=1
`,
};

t.test('unhealthy while a service hangs, and healthy when it goes on', async (t) => {
	const pod = await startPodContainer(t, { ...HANGS, options: OFTEN });
	await pod.untilHealth('healthy');
	await inside(pod, 'podctl', 'signal', 'STOP', 'server');
	await pod.untilHealth('unhealthy');
	t.match(await lastProbe(pod), /server/);
	await inside(pod, 'podctl', 'signal', 'CONT', 'server');
	await pod.untilHealth('healthy');
});

t.test('unhealthy while the daemon itself hangs: the probe gives up, and says so', async (t) => {
	const pod = await startPodContainer(t, { conf: '[program:steady]\ncommand=sleep 600\n', options: OFTEN });
	await pod.untilHealth('healthy');
	await pod.kill('STOP');
	await pod.untilHealth('unhealthy');
	const { status, stdout, stderr } = await pod.exec(['podctl', 'health']);
	t.equal(status, 2);
	t.match(stdout + stderr, /does not answer|no answer|within/i);
	t.notMatch(await lastProbe(pod), /exceeded timeout/, 'and not Docker, which would only say that it took too long');
	await pod.kill('CONT');
	await pod.untilHealth('healthy');
	t.equal((await pod.stop()).exitCode, 0);
});

interface Probe {
	readonly Start: string;
	readonly ExitCode: number;
	readonly Output: string;
}

async function probesOf({ name }: Container): Promise<readonly Probe[]> {
	return JSON.parse(await dockerOutput(['inspect', '--format={{json .State.Health.Log}}', name])) as Probe[];
}

async function passedSince(pod: Container, since: number): Promise<readonly Probe[]> {
	return (await probesOf(pod)).filter(({ Start, ExitCode }) => Date.parse(Start) > since && ExitCode === 0);
}

async function lastProbe(pod: Container): Promise<string> {
	return (await probesOf(pod)).at(-1)?.Output ?? '';
}

async function inside(pod: Container, ...argv: string[]): Promise<void> {
	const { status, stdout, stderr } = await docker(['exec', pod.name, ...argv]);
	if (status !== 0) throw new Error(`${argv.join(' ')} in the container: status ${status}: ${stdout}${stderr}`);
}
