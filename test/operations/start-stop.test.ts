import t from 'tap';
import { runOperation } from '../../src/operations/run-operation.ts';
import { startProcess } from '../../src/operations/start-process.ts';
import { stopProcess } from '../../src/operations/stop-process.ts';
import { startPod } from './pod-rig.ts';

const A = '[program:a]\ncommand=/bin/a\nautostart=false\n';
const B_NEEDS_A = '[program:b]\ncommand=/bin/b\nautostart=false\ndepends_on=a:ready\n';

t.test('a start waits until the process is RUNNING', async (t) => {
	const pod = startPod(A);
	const { answer } = await pod.begin('startProcess', 'a');
	t.equal(pod.state('a:a'), 'STARTING');
	await pod.pass(1000);
	t.equal(await answer, 'no fault');
	t.equal(pod.state('a:a'), 'RUNNING');
});

t.test('a start without wait is answered at once', async (t) => {
	const pod = startPod(A);
	t.equal(await pod.call('startProcess', 'a', false), true);
	t.equal(pod.state('a:a'), 'STARTING');
});

t.test('the first failed start is the answer, though others follow', async (t) => {
	const pod = startPod(A, (self) => self.after(100, () => self.exit(1)));
	const { answer } = await pod.begin('startProcess', 'a');
	await pod.pass(100);
	t.equal(await answer, 'SPAWN_ERROR: a');
	t.equal(pod.state('a:a'), 'BACKOFF');
});

t.test('a start that cannot fork is an answer at once, also without wait', async (t) => {
	const pod = startPod(A);
	pod.system.faults.failNext('fork', 'EAGAIN', 1);
	t.equal(await pod.faultOf('startProcess', 'a', false), 'SPAWN_ERROR: a');
});

t.test('somebody stops it meanwhile: ABNORMAL_TERMINATION', async (t) => {
	const pod = startPod(A);
	const { answer } = await pod.begin('startProcess', 'a');
	await pod.call('stopProcess', 'a', false);
	t.equal(await answer, 'ABNORMAL_TERMINATION: a');
});

t.test('a oneshot is started when it is done', async (t) => {
	const pod = startPod(`${A}type=oneshot\n`, (self) => self.after(5000, () => self.exit(0)));
	const { answer } = await pod.begin('startProcess', 'a');
	await pod.pass(4999);
	t.equal(pod.state('a:a'), 'STARTING');
	await pod.pass(1);
	t.equal(await answer, 'no fault');
	t.equal(pod.state('a:a'), 'EXITED');
});

t.test('what is asked to start while it stops starts when it is down', async (t) => {
	const pod = startPod(A, (self) => self.onSignal(15, () => self.after(3000, () => self.exit(0))));
	const first = await pod.begin('startProcess', 'a');
	await pod.pass(1000);
	await first.answer;
	await pod.call('stopProcess', 'a', false);
	const before = pod.pid('a:a');
	const { answer } = await pod.begin('startProcess', 'a');
	t.equal(pod.state('a:a'), 'STOPPING');
	await pod.pass(3000);
	await pod.pass(1000);
	t.equal(await answer, 'no fault');
	t.equal(pod.state('a:a'), 'RUNNING');
	t.not(pod.pid('a:a'), before);
});

t.test('a start that is queued behind a stop is cancelled by a stop', async (t) => {
	const pod = startPod(A, (self) => self.onSignal(15, () => self.after(3000, () => self.exit(0))));
	await pod.call('startProcess', 'a', false);
	await pod.pass(1000);
	await pod.call('stopProcess', 'a', false);
	const start = await pod.begin('startProcess', 'a');
	const stop = await pod.begin('stopProcess', 'a');
	await pod.pass(3000);
	t.equal(await start.answer, 'ABNORMAL_TERMINATION: a');
	t.equal(await stop.answer, 'no fault');
	t.equal(pod.state('a:a'), 'STOPPED');
});

t.test('a start waits for what it needs as long as that is coming', async (t) => {
	const pod = startPod(A + B_NEEDS_A);
	await pod.call('startProcess', 'a', false);
	const { answer } = await pod.begin('startProcess', 'b');
	t.match(await pod.call('getProcessInfo', 'b'), {
		statename: 'STOPPED',
		description: 'waits: a is not ready (STARTING)',
	});
	await pod.pass(1000);
	await pod.pass(1000);
	t.equal(await answer, 'no fault');
	t.equal(pod.state('b:b'), 'RUNNING');
});

t.test('a start fails with the reason where what it needs is down and nobody wants it up', async (t) => {
	const pod = startPod(A + B_NEEDS_A);
	t.equal(await pod.faultOf('startProcess', 'b'), 'FAILED: b waits: a is not ready (STOPPED)');
	t.equal(await pod.faultOf('startProcess', 'b', false), 'no fault', 'without wait it waits by itself');
	await pod.call('startProcess', 'a', false);
	await pod.pass(1000);
	t.equal(pod.state('b:b'), 'STARTING', 'and starts when that comes');
});

t.test('a start fails when what it needs is given up', async (t) => {
	const pod = startPod(`${A}startretries=0\n${B_NEEDS_A}`, (self) => self.after(500, () => self.exit(1)));
	await pod.call('startProcess', 'a', false);
	const { answer } = await pod.begin('startProcess', 'b');
	await pod.pass(500);
	t.equal(await answer, 'FAILED: b waits: a is not ready (FATAL)');
});

t.test('who is started together is not told that the others are down', async (t) => {
	// b comes first by its priority, and needs a.
	const pod = startPod(`${A}priority=20\n${B_NEEDS_A}priority=10\n`);
	const all = pod.call('startAllProcesses');
	await pod.pass(1000);
	await pod.pass(1000);
	t.strictSame(await all, [
		{ name: 'b', group: 'b', status: 80, description: 'OK' },
		{ name: 'a', group: 'a', status: 80, description: 'OK' },
	]);
});

t.test('what waits is stopped: its start is cancelled', async (t) => {
	const pod = startPod(A + B_NEEDS_A);
	await pod.call('startProcess', 'b', false);
	t.equal(await pod.call('stopProcess', 'b'), true);
	t.equal(await pod.faultOf('stopProcess', 'b'), 'NOT_RUNNING: b');
	await pod.call('startProcess', 'a', false);
	await pod.pass(1000);
	t.equal(pod.state('b:b'), 'STOPPED');
});

t.test('an exited process whose restart is planned can be stopped', async (t) => {
	const pod = startPod('[program:a]\ncommand=/bin/a\nstartsecs=0\nautorestart=true\n', (self) =>
		self.after(100, () => self.exit(0)),
	);
	await pod.pass(100);
	t.equal(pod.state('a:a'), 'EXITED');
	t.equal(await pod.call('stopProcess', 'a'), true);
	await pod.pass(10_000);
	t.equal(pod.state('a:a'), 'EXITED');
	t.equal(await pod.faultOf('stopProcess', 'a'), 'NOT_RUNNING: a');
});

t.test('a stop waits until nothing of the process is alive', async (t) => {
	const pod = startPod('[program:a]\ncommand=/bin/a\nstartsecs=0\nstopwaitsecs=2\n', (self) =>
		self.onSignal(15, () => {}),
	);
	const { answer } = await pod.begin('stopProcess', 'a');
	await pod.pass(1999);
	t.equal(pod.state('a:a'), 'STOPPING');
	await pod.pass(1);
	t.equal(await answer, 'no fault');
	t.equal(pod.state('a:a'), 'STOPPED');
});

t.test('a process that may not be signalled: the stop fails and says why', async (t) => {
	const pod = startPod('[program:a]\ncommand=/bin/a\nstartsecs=0\n');
	pod.system.faults.failNext('kill', 'EPERM', 10);
	t.match(await pod.faultOf('stopProcess', 'a'), /^FAILED: unknown problem killing a \(\d+\): kill: EPERM$/);
	t.equal(await pod.faultOf('startProcess', 'a'), 'FAILED: a is in an unknown process state');
	t.match(await pod.call('getProcessInfo', 'a'), { statename: 'UNKNOWN', state: 1000 });
});

t.test('while the pod stops everything is SHUTDOWN_STATE, and who waited for a start has an answer', async (t) => {
	const pod = startPod(A + B_NEEDS_A, (self) => self.onSignal(15, () => {}));
	const starting = await pod.begin('startProcess', 'a');
	const waiting = await pod.begin('startProcess', 'b');
	pod.shutDown();
	t.equal(await starting.answer, 'ABNORMAL_TERMINATION: a');
	t.equal(await waiting.answer, 'ABNORMAL_TERMINATION: b');
	for (const method of [
		'getState',
		'startAllProcesses',
		'stopAllProcesses',
		'reloadConfig',
		'shutdown',
		'updateGroups',
	]) {
		t.equal(await pod.faultOf(method), 'SHUTDOWN_STATE', method);
	}
	t.equal(await pod.faultOf('startProcess', 'nope'), 'SHUTDOWN_STATE');
	t.equal(await pod.faultOf('startProcess'), 'INCORRECT_PARAMETERS', 'the count of arguments is looked at before');
	t.equal(await pod.faultOf('sendRemoteCommEvent', 'type', 'data'), 'no fault');
	t.equal(await pod.faultOf('listProcesses'), 'no fault', 'what only looks still can');
	t.strictSame(pod.orders, []);
});

t.test('a restart on a configuration that cannot be used is refused with all that is wrong', async (t) => {
	const pod = startPod(A);
	pod.edit('[program:a]\ncommand=/bin/a\nstartsecs=x\npriority=y\n');
	for (const method of ['restart', 'reloadConfig', 'updateGroups']) {
		t.equal(
			await pod.faultOf(method),
			[
				'CANT_REREAD: /etc/pod.conf:9: program:a: priority: "y" is not a whole number; write digits only',
				'/etc/pod.conf:8: program:a: startsecs: "x" is not a whole number; write digits only',
			].join('\n'),
			method,
		);
	}
	pod.edit(A);
	t.equal(await pod.call('restart'), true);
	t.strictSame(pod.orders, ['restart', 'restart']);
});

t.test('restartProcess tells why a start failed, and looks at the command before it stops anything', async (t) => {
	const pod = startPod('[program:a]\ncommand=/bin/a\n', (self) => {
		if (self.count === 2) self.after(200, () => self.exit(7));
	});
	await pod.pass(1000);
	const { answer } = await pod.begin('restartProcess', 'a');
	await pod.pass(100);
	await pod.pass(200);
	t.equal(await answer, 'SPAWN_ERROR: a: Exited too quickly (process log may have details) (exit status 7)');
	await pod.pass(10_000);
	t.equal(pod.state('a:a'), 'RUNNING');
	const before = pod.pid('a:a');
	pod.system.files.remove('/bin/a');
	t.equal(await pod.faultOf('restartProcess', 'a'), "NO_FILE: can't find command '/bin/a'");
	t.equal(pod.pid('a:a'), before);
});

t.test('waitFor is answered when it is so, when it cannot be any more, and when time is over', async (t) => {
	const pod = startPod(`${A}${B_NEEDS_A}[program:c]\ncommand=/bin/c\nautostart=false\nstartretries=0\n`, (self) => {
		if (self.request.argv[0] === '/bin/c') self.after(100, () => self.exit(1));
	});
	const ready = pod.call('waitFor', ['a', 'b'], 'ready', 60_000);
	await pod.call('startProcess', 'b', false);
	await pod.call('startProcess', 'a', false);
	await pod.pass(1000);
	await pod.pass(1000);
	t.match(await ready, [
		{ name: 'a', group: 'a', state: 'RUNNING', reached: true, why: '' },
		{ name: 'b', reached: true },
	]);
	const lost = pod.call('waitFor', ['c'], 'running', 60_000);
	await pod.call('startProcess', 'c', false);
	await pod.pass(100);
	t.match(await lost, [{ name: 'c', state: 'FATAL', reached: false, why: /^FATAL: Exited too quickly/ }]);
	const late = pod.call('waitFor', ['a'], 'stopped', 500);
	await pod.pass(499);
	await pod.pass(1);
	t.match(await late, [{ name: 'a', state: 'RUNNING', reached: false, why: 'RUNNING' }]);
	t.equal(await pod.faultOf('waitFor', ['a'], 'nonsense'), 'INCORRECT_PARAMETERS');
	t.equal(await pod.faultOf('waitFor', ['nope']), 'BAD_NAME: nope');
});

t.test('who leaves is not waited for, and what was asked for goes on', async (t) => {
	const pod = startPod(A + B_NEEDS_A, (self) => self.onSignal(15, () => self.after(3000, () => self.exit(0))));
	const caller = { type: 'unix', peer: undefined, user: undefined } as const;
	const leave = new AbortController();
	const context = { control: pod.control, caller, gone: leave.signal };
	await pod.call('startProcess', 'a', false);
	const start = runOperation(startProcess, ['b'], context);
	await pod.pass(0);
	leave.abort();
	t.equal(await start, true);
	await pod.pass(1000);
	await pod.pass(1000);
	t.equal(pod.state('b:b'), 'RUNNING');
	t.equal(await runOperation(stopProcess, ['b'], context), true, 'who has left already is not waited for either');
	t.equal(pod.state('b:b'), 'STOPPING');
});
