import t from 'tap';
import { freePort } from './free-port.ts';
import { startPod } from './pod-under-test.ts';

const STEADY = '#!/bin/sh\necho up $$\nexec sleep 1000\n';

t.test('starts in the order of priority, respawns what crashed and leaves the others alone', async (t) => {
	const pod = startPod(t, {
		files: { 'steady.sh': STEADY },
		conf: `
[program:second]
command=%(here)s/steady.sh
priority=20
startsecs=0
[program:first]
command=%(here)s/steady.sh
priority=10
startsecs=0
`,
	});
	await pod.line(/success: second/);
	const spawned = pod.lines(/spawned:/);
	t.match(spawned[0], /'first'/);
	t.match(spawned[1], /'second'/);
	const [first, second] = spawned.map((line) => Number(/pid (\d+)/.exec(line)?.[1]));
	pod.inside('kill', '-SEGV', String(first));
	await pod.line(/exited: first \(terminated by SIGSEGV.*; not expected\)/);
	await pod.line(/spawned: 'first'/, 2);
	const commandOf = (pid: number | undefined): string => pod.inside('ps', '-o', 'comm=', '-p', String(pid)).trim();
	await pod.until(() => commandOf(second) === 'sleep', 'the other one, which runs on');
	t.equal(pod.lines(/spawned: 'second'/).length, 1);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	const stopped = pod.lines(/stopped:/);
	t.match(stopped[0], /second/);
	t.match(stopped[1], /first/);
});

t.test('gives up as FATAL after startretries + 1 attempts, 1, 2, … seconds apart', async (t) => {
	const pod = startPod(t, {
		conf: '[program:broken]\ncommand=sh -c "exit 7"\nstartsecs=1000\nstartretries=1\n',
	});
	await pod.line(/gave up: broken entered FATAL state, too many start retries too quickly/);
	t.equal(pod.lines(/spawned: 'broken'/).length, 2);
	t.equal(pod.lines(/exited: broken \(exit status 7; not expected\)/).length, 2);
	t.strictSame(await pod.stop(), { code: 0, signal: null }, 'the pod lives on, and ends as asked');
});

t.test("ends with a critical program's exit code, or 128 + its signal, and names it last", async (t) => {
	for (const [how, code] of [
		['exit 7', 7],
		['kill -TERM $$', 143],
		['kill -SEGV $$', 139],
	] as const) {
		const pod = startPod(t, {
			files: { 'steady.sh': STEADY },
			conf: `
[program:vital]
command=sh -c "sleep 0.2; ${how}"
startsecs=0
critical=on-exit
[program:other]
command=%(here)s/steady.sh
startsecs=0
`,
		});
		t.strictSame(await pod.exited, { code, signal: null }, how);
		t.match(pod.output.trim().split('\n').at(-1), /critical process 'vital'/);
		t.match(pod.output, /stopped: other/, 'in order');
	}
});

t.test('a critical program that enters FATAL ends the pod, never with success', async (t) => {
	const exits: [string, number][] = [
		['sh -c "exit 0"', 1],
		['sh -c "exit 3"', 3],
		['/no/such/binary', 127],
	];
	for (const [command, code] of exits) {
		const conf = `[program:vital]\ncommand=${command}\nstartsecs=1000\nstartretries=0\ncritical=on-fatal\n`;
		const pod = startPod(t, { conf });
		t.strictSame(await pod.exited, { code, signal: null }, command);
	}
});

t.test('SIGTERM during start: what waits never starts, what starts is stopped', async (t) => {
	const pod = startPod(t, {
		files: { 'steady.sh': STEADY },
		daemon: 'start_order=ready',
		conf: `
[program:slow]
command=%(here)s/steady.sh
priority=1
startsecs=100
[program:later]
command=%(here)s/steady.sh
priority=2
`,
	});
	await pod.line(/spawned: 'slow'/);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	t.notMatch(pod.output, /spawned: 'later'/);
	t.match(pod.output, /stopped: slow/);
});

t.test('SIGTERM that comes before the daemon is up is not lost', async (t) => {
	const pod = startPod(t, { conf: '[program:steady]\ncommand=sleep 1000\n' });
	await pod.listens();
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('SIGTERM during BACKOFF ends at once', async (t) => {
	const pod = startPod(t, { conf: '[program:broken]\ncommand=sh -c "exit 1"\nstartretries=1000\n' });
	await pod.line(/exited: broken/, 2);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('a second SIGTERM kills what does not stop; the first alone waits for stopwaitsecs', async (t) => {
	const deaf = '#!/bin/sh\ntrap "" TERM\necho deaf\nwhile :; do sleep 0.1; done\n';
	const conf = (stopwaitsecs: number): string =>
		`[program:deaf]\ncommand=%(here)s/deaf.sh\nstdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\nstopwaitsecs=${stopwaitsecs}\n`;
	const patient = startPod(t, { files: { 'deaf.sh': deaf }, conf: conf(1) });
	await patient.line(/^deaf$/);
	t.strictSame(await patient.stop(), { code: 0, signal: null });
	t.match(patient.output, /killing 'deaf' \(\d+\) with SIGKILL/);
	t.match(patient.output, /stopped: deaf \(terminated by SIGKILL\)/);

	const hurried = startPod(t, { files: { 'deaf.sh': deaf }, conf: conf(1000) });
	await hurried.line(/^deaf$/);
	hurried.signal('SIGTERM');
	await hurried.line(/waiting for deaf to stop/);
	t.strictSame(await hurried.stop('SIGINT'), { code: 0, signal: null });
});

t.test('the shutdown keeps to its budget: everything is over before the engine would kill', async (t) => {
	const deaf = '#!/bin/sh\ntrap "" TERM\necho deaf\nwhile :; do sleep 0.1; done\n';
	const program = (name: string): string =>
		`[program:${name}]\ncommand=%(here)s/deaf.sh\nstdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\nstopwaitsecs=60\n`;
	const pod = startPod(t, {
		files: { 'deaf.sh': deaf },
		daemon: 'shutdown_timeout=1500ms',
		conf: program('a') + program('b') + program('c'),
	});
	await pod.line(/^deaf$/, 3);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	t.equal(pod.lines(/killing .* with SIGKILL/).length, 3);
	t.match(pod.lines(/waiting for . to stop/)[0], /\(500 ms of/, 'the first of three has a third of the time');
});

t.test('depends_on and a oneshot: nothing starts before its migration is done', async (t) => {
	const pod = startPod(t, {
		files: { 'steady.sh': STEADY },
		conf: `
[program:web]
command=%(here)s/steady.sh
depends_on=migrate:completed
startsecs=0
[program:migrate]
command=sh -c "sleep 0.3; touch migrated"
type=oneshot
priority=9999
`,
	});
	await pod.line(/success: web/);
	t.ok(pod.has('migrated'));
	t.ok(pod.output.indexOf('exited: migrate (exit status 0; expected)') < pod.output.indexOf("spawned: 'web'"));
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('readiness by fd:N and by listen:PORT', async (t) => {
	const port = await freePort();
	const pod = startPod(t, {
		files: {
			'notify.sh': '#!/bin/sh\nsleep 0.2\necho >&3\nexec sleep 1000\n',
			'listen.py': `#!/usr/bin/python3
import os, socket, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('127.0.0.1', int(os.environ['PORT'])))
time.sleep(0.2); s.listen(); time.sleep(1000)
`,
		},
		conf: `
[program:notifies]
command=%(here)s/notify.sh
readiness=fd:3
startsecs=100
[program:listens]
command=%(here)s/listen.py
environment=PORT="${port}"
readiness=listen:${port}
startsecs=100
depends_on=notifies
[program:last]
command=sleep 1000
startsecs=0
depends_on=listens
`,
	});
	await pod.line(/success: last/);
	const order = pod.lines(/spawned: |ready: /).map((line) => /(?:spawned: '|ready: )(\w+)/.exec(line)?.[0]);
	t.strictSame(order, [
		"spawned: 'notifies",
		'ready: notifies',
		"spawned: 'listens",
		'ready: listens',
		"spawned: 'last",
	]);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test(
	'SIGHUP restarts everything on the re-read configuration, and keeps the old one where it is broken',
	async (t) => {
		const pod = startPod(t, { conf: '[program:one]\ncommand=sleep 1000\nstartsecs=0\n' });
		await pod.line(/success: one/);
		const { pid } = pod;

		pod.rewrite({ conf: '[program:two]\ncommand=sleep 1000\nstartsecs=soon\n' });
		pod.signal('SIGHUP');
		await pod.line(/ERRO .*pod\.conf:\d+: program:two: startsecs: "soon"/);
		await pod.line(/going on with the old one/);
		t.notMatch(pod.output, /stopped: one/);

		pod.rewrite({ conf: '[program:two]\ncommand=sleep 1000\nstartsecs=0\n' });
		pod.signal('SIGHUP');
		await pod.line(/success: two/);
		t.match(pod.output, /stopped: one/);
		t.equal(pod.pid, pid, 'the daemon is the same');
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	},
);
