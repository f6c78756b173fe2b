import t from 'tap';
import { DAEMON, PodUnderTest } from './pod-under-test.ts';

// What `docker stop` does to a container that has just been started: a PID 1 gets no signal that it has no handler for.

const CONF = '[program:idler]\ncommand=sleep 600\n';

for (const signal of ['SIGTERM', 'SIGINT']) {
	t.test(`${signal} to PID 1 before its first line of JavaScript stops the pod`, async (t) => {
		const files = { 'early.cjs': `process.kill(1, '${signal}');\n` };
		const pod = new PodUnderTest(t, { conf: CONF, files, preload: 'early.cjs' });
		t.strictSame(await pod.exited, { code: 0, signal: null });
		t.equal(pod.lines(new RegExp(`received ${signal} indicating exit request`)).length, 1, 'is told once');
	});

	t.test(`${signal} while the start line runs stops the pod`, async (t) => {
		// `ulimit` is what the start line calls before it becomes Node.
		const start = `ulimit() { kill -${signal.slice(3)} $$; echo 256; }; . "$0"`;
		const pod = new PodUnderTest(t, { conf: CONF, command: ['sh', '-c', start, DAEMON] });
		t.strictSame(await pod.exited, { code: 0, signal: null });
		t.equal(pod.lines(new RegExp(`received ${signal} indicating exit request`)).length, 1, 'is told once');
	});
}

t.test('a signal that never came is not seen', async (t) => {
	const pod = new PodUnderTest(t, { conf: CONF, command: [DAEMON], environment: { PODVISOR_SIGNAL: 'SIGTERM' } });
	await pod.line(/entered RUNNING state/);
	t.strictSame(pod.lines(/indicating exit request/), []);
	process.kill(pod.pid, 'SIGTERM');
	t.strictSame(await pod.exited, { code: 0, signal: null });
});
