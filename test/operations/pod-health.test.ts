import t from 'tap';
import type { Value } from '../../src/foundation/value.ts';
import { type PodRig, startPod } from './pod-rig.ts';

const a = (options = ''): string => `[program:a]\ncommand=/bin/a\n${options}\n`;
const b = (options = ''): string => `[program:b]\ncommand=/bin/b\n${options}\n`;

interface Health {
	readonly status: string;
	readonly why: string;
	readonly ready: boolean;
	readonly started: boolean;
	readonly alive: boolean;
	readonly processes: readonly { readonly name: string; readonly health: string; readonly why: string }[];
}

async function health(pod: PodRig, ...names: string[]): Promise<Health> {
	return (await pod.call('getHealth', names)) as unknown as Health;
}

async function line(pod: PodRig, ...names: string[]): Promise<string> {
	const { status, why } = await health(pod, ...names);
	return `${status}: ${why}`;
}

/** As the watcher of probes would: so often, and what follows once it is believed. */
function answer(pod: PodRig, key: string, isOk: boolean, message: string): void {
	const { watch } = pod.control.session;
	for (let count = 0; count < 3; count++) {
		watch.health.record(key, { kind: 'readiness', isOk, latencyMs: 1, message, wallMs: 0 });
	}
}

function tellReady(pod: PodRig, key: string, isReady: boolean, reason = ''): void {
	const { pod: it } = pod.control.session;
	const generation = it.world.processes.get(key)?.generation ?? 0;
	const at = it.now;
	if (isReady) it.post({ type: 'ready', at, process: key, generation });
	else it.post({ type: 'unready', at, process: key, generation, reason });
}

t.test('a pod whose programs are up is healthy once they stayed up', async (t) => {
	const pod = startPod(a() + b());
	t.equal(await line(pod), 'starting: a is STARTING; b is STARTING');
	t.match(await health(pod), { ready: false, started: false, alive: true });
	await pod.pass(1000);
	t.equal(await line(pod), 'healthy: 2 of 2 programs are ready');
	t.match(await health(pod), { ready: true, started: true, alive: true });
});

t.test('who is down on purpose, or has done its work, says nothing about the pod', async (t) => {
	const pod = startPod(
		`${a('autostart=false')}${b('type=oneshot')}[program:c]\ncommand=/bin/c\n[program:d]\ncommand=/bin/d\n`,
		(self) => {
			if (self.request.file === '/bin/b') self.after(10, () => self.exit(0));
			if (self.request.file === '/bin/d') self.after(3000, () => self.exit(0));
		},
	);
	await pod.pass(5000);
	t.equal(await line(pod), 'healthy: 1 of 1 program is ready, 1 is stopped');
	await pod.begin('stopProcess', 'c');
	await pod.pass(10);
	t.equal(await line(pod), 'healthy: no program is meant to run, 2 are stopped');
	t.match(await health(pod), { ready: true, started: true });
	t.strictSame(
		(await health(pod)).processes.map(({ health: verdict }) => verdict),
		['none', 'none', 'none', 'none'],
	);
});

t.test('a program that was given up makes it unhealthy, until somebody says that it shall be down', async (t) => {
	const pod = startPod(a('startretries=0') + b(), (self) => {
		if (self.request.file === '/bin/a') self.after(10, () => self.exit(1));
	});
	await pod.pass(2000);
	t.equal(await line(pod), 'unhealthy: a is FATAL (Exited too quickly (process log may have details))');
	t.match(await health(pod), { ready: false, started: false });
	t.equal(await line(pod, 'b'), 'healthy: 1 of 1 program is ready', 'of some alone');
	t.equal(await pod.faultOf('stopProcess', 'a'), 'NOT_RUNNING: a');
	t.equal(await line(pod), 'healthy: 1 of 1 program is ready');
});

t.test('failing starts make it unhealthy all the time that they are tried', async (t) => {
	const pod = startPod(a(), (self) => self.after(10, () => self.exit(1)));
	await pod.pass(10);
	t.match(await line(pod), /^unhealthy: a is BACKOFF/);
	await pod.pass(1000);
	t.equal(pod.state('a:a'), 'STARTING');
	t.equal(await line(pod), 'unhealthy: a is STARTING again, after 1 failed start');
});

t.test('an end that was not expected is told', async (t) => {
	const pod = startPod(a('autorestart=false'), (self) => self.after(2000, () => self.die(9)));
	await pod.pass(2000);
	t.equal(await line(pod), 'unhealthy: a has EXITED unexpectedly (terminated by SIGKILL)');
});

t.test('a program that crashes again and again is unhealthy while it is up, and for 5 minutes', async (t) => {
	let lives = 0;
	const pod = startPod(a(), (self) => {
		lives++;
		if (lives <= 3) self.after(60_000, () => self.exit(1));
	});
	await pod.pass(121_000);
	t.equal(pod.state('a:a'), 'RUNNING');
	t.equal(await line(pod), 'healthy: 1 of 1 program is ready', 'after two');
	await pod.pass(65_000);
	t.equal(pod.state('a:a'), 'RUNNING');
	t.equal(await line(pod), 'unhealthy: a failed 3 times within 5 minutes');
	t.match(await health(pod), { ready: false });
	await pod.pass(5 * 60_000);
	t.equal(await line(pod), 'healthy: 1 of 1 program is ready');
});

t.test('a start by hand begins the count of crashes anew', async (t) => {
	let lives = 0;
	const pod = startPod(a('startretries=3'), (self) => {
		lives++;
		if (lives <= 4) self.after(10, () => self.exit(1));
	});
	await pod.pass(20_000);
	t.equal(pod.state('a:a'), 'FATAL');
	await pod.begin('startProcess', 'a');
	await pod.pass(2000);
	t.equal(await line(pod), 'healthy: 1 of 1 program is ready');
});

t.test('who is FATAL when everybody is stopped weighs on the health no longer', async (t) => {
	const pod = startPod(a('startretries=0') + b(''), (self) => {
		if (self.request.argv[0] === '/bin/a') self.after(10, () => self.exit(1));
	});
	await pod.pass(5000);
	t.match(await line(pod), /^unhealthy: a is FATAL/);
	const stopped = await pod.begin('stopAllProcesses', true);
	await pod.pass(5000);
	t.equal(await stopped.answer, 'no fault');
	t.equal(pod.state('a:a'), 'FATAL');
	t.match(await line(pod), /^healthy/);
});

t.test('a worker that ends as its exitcodes say, and is started again, is no crash loop', async (t) => {
	const pod = startPod(a('autorestart=true'), (self) => self.after(30_000, () => self.exit(0)));
	await pod.pass(155_000);
	t.equal(pod.state('a:a'), 'RUNNING');
	t.equal(await line(pod), 'healthy: 1 of 1 program is ready');
});

t.test('who waits is starting; who waits in vain is unhealthy', async (t) => {
	const pod = startPod(a('startretries=0') + b('depends_on=a:ready'), (self) => {
		if (self.request.file === '/bin/a') self.after(500, () => self.exit(1));
	});
	t.equal(await line(pod, 'b'), 'starting: b waits: a is not ready (STARTING)');
	await pod.pass(1000);
	t.equal(await line(pod, 'b'), 'unhealthy: b waits: a is not ready (FATAL)');
});

t.test(
	'one that is up and not ready is starting at first, and then makes it unhealthy with what its probe says',
	async (t) => {
		const pod = startPod(a('readiness=fd:3\nhealth_interval=1h\nhealth_retries=3'));
		pod.control.session.watch.health.begin('a:a');
		await pod.pass(1000);
		t.equal(await line(pod), 'starting: a is not ready yet');
		answer(pod, 'a:a', false, 'connection refused at\n127.0.0.1:1');
		t.equal(await line(pod), 'unhealthy: a is not ready: connection refused at 127.0.0.1:1');
		t.match(await health(pod), { ready: false, started: false, processes: [{ health: 'degraded' }] });
		tellReady(pod, 'a:a', true);
		t.equal(await line(pod), 'healthy: 1 of 1 program is ready');
		tellReady(pod, 'a:a', false, 'connection refused');
		t.match(await line(pod), /^unhealthy: a is not ready: /);
		t.match(await health(pod), { ready: false, started: true });
	},
);

t.test('one that never says that it is ready is believed to be not', async (t) => {
	const pod = startPod(a('readiness=fd:3\nhealth_interval=1s\nhealth_timeout=1s\nhealth_retries=3'));
	await pod.pass(100);
	t.match(await line(pod), /^starting: a is /);
	await pod.pass(30_000);
	t.match(await line(pod), /^unhealthy: a is not ready: ./);
});

t.test('failures within the start period do not count', async (t) => {
	const pod = startPod(a('readiness=fd:3\nhealth_interval=1h\nhealth_start_period=60s\nhealth_retries=3'));
	pod.control.session.watch.health.begin('a:a');
	answer(pod, 'a:a', false, 'no');
	await pod.pass(59_000);
	t.equal(await line(pod), 'starting: a is not ready yet: no');
	await pod.pass(1000);
	t.equal(await line(pod), 'unhealthy: a is not ready: no');
});

t.test('where others are critical, one that is not ready only degrades the pod', async (t) => {
	const pod = startPod(a('critical=on-fatal') + b('readiness=fd:3\nhealth_interval=1h\nhealth_retries=3'));
	pod.control.session.watch.health.begin('b:b');
	await pod.pass(1000);
	tellReady(pod, 'b:b', true);
	t.equal(await line(pod), 'healthy: 2 of 2 programs are ready');
	answer(pod, 'b:b', false, 'HTTP 503');
	tellReady(pod, 'b:b', false, 'HTTP 503');
	t.equal(await line(pod), 'degraded: b is not ready: HTTP 503');
	t.match(await health(pod), { ready: false, alive: true });
});

t.test('memory and disks that run short degrade it, until they do not', async (t) => {
	const pod = startPod(a());
	await pod.pass(1000);
	const { observations } = pod.control.session.watch;
	const process = { group: 'a', name: 'a', program: 'a' };
	const memory = { type: 'memory', usedBytes: 1, limitBytes: 1 } as const;
	observations.saw({ ...memory, process, level: 'warning', reason: '210 MiB of 200 MiB' });
	observations.saw({ ...memory, process: undefined, level: 'critical', reason: 'memory: 96 % of 1 GiB' });
	const disk = { type: 'disk', path: '/var/log', resource: 'space', usedShare: 0.95 } as const;
	observations.saw({ ...disk, level: 'critical', reason: '/var/log: 95 % in use' });
	t.equal(
		await line(pod),
		'degraded: a is short of memory: 210 MiB of 200 MiB; memory: 96 % of 1 GiB; /var/log: 95 % in use',
	);
	t.match(await health(pod), { ready: true });
	observations.saw({ ...memory, process: undefined, level: 'ok', reason: 'memory: 50 %' });
	observations.saw({ ...disk, level: 'ok', reason: '/var/log: 50 % in use' });
	t.equal(await line(pod), 'degraded: a is short of memory: 210 MiB of 200 MiB');
	await pod.call('signalProcess', 'a', 'KILL');
	await pod.pass(2000);
	t.equal(await line(pod), 'healthy: 1 of 1 program is ready', 'of the one that is gone nothing is left');
});

t.test('a restart for ill health is told as long as it goes on', async (t) => {
	const pod = startPod(a(), (self) => self.onSignal(15, () => self.after(500, () => self.die(15))));
	await pod.pass(1000);
	const { pod: it } = pod.control.session;
	const [process] = it.living();
	if (process === undefined) throw new Error('nothing lives');
	it.unhealthy(process, 'liveness', 'timed out after 2 s');
	t.equal(await line(pod), 'unhealthy: a is being restarted: timed out after 2 s');
	await pod.pass(600);
	t.match(await line(pod), /^unhealthy: a is BACKOFF \(Unhealthy: timed out after 2 s\)/);
});

t.test('a restart by hand is none of these', async (t) => {
	const pod = startPod(a(), (self) => self.onSignal(15, () => self.after(500, () => self.die(15))));
	await pod.pass(1000);
	await pod.begin('restartProcess', 'a');
	t.match(await line(pod), /^(starting: a|healthy: no program is meant to run)/);
	await pod.pass(600);
	t.equal(await line(pod), 'starting: a is STARTING');
	await pod.pass(1000);
	t.equal(await line(pod), 'healthy: 1 of 1 program is ready');
});

t.test('a pod that stops says so, and is alive unless it takes far too long', async (t) => {
	const pod = startPod(a(), (self) => self.onSignal(15, () => {}));
	await pod.pass(1000);
	pod.shutDown();
	t.equal(await line(pod), 'stopping: the pod stops');
	t.match(await health(pod), { ready: false, started: false, alive: true });
});

t.test('of many things that are wrong the first few are told', async (t) => {
	const conf = Array.from(
		{ length: 8 },
		(_, index) => `[program:a${index}]\ncommand=/bin/none${index}\nstartretries=0\n`,
	);
	const pod = startPod(conf.join(''));
	await pod.pass(1000);
	t.match(await line(pod), /^unhealthy: a0 is FATAL .*; a4 is FATAL [^;]*; and 3 more$/);
});

t.test('what a list of processes tells of their health is the same', async (t) => {
	const pod = startPod(a());
	await pod.pass(1000);
	const [process] = (await pod.call('listProcesses')) as readonly Value[];
	t.match(process, { health: 'healthy', why: 'is ready' });
	t.equal(await pod.faultOf('getHealth', ['none']), 'BAD_NAME: none');
});
