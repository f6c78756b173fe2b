import { spawnSync } from 'node:child_process';
import t from 'tap';
import { startPod, TO_STDOUT } from './pod-under-test.ts';

/** A double fork without waiting: the grandchild is an orphan at once. */
const STORM = `#!/usr/bin/python3
import os, sys
for i in range(int(sys.argv[1])):
    if os.fork() == 0:
        if os.fork() == 0:
            os._exit(0)
        os._exit(0)
    os.wait()
print('storm over', flush=True)
import time
time.sleep(1000)
`;

/** Nobody else on this machine sleeps for so many seconds, not even another run of these tests. */
const NAP: number = 1_000_000 + process.pid;

for (const pid1 of [true, false]) {
	const as = pid1 ? 'PID 1' : 'a subreaper';
	t.test(`reaps 10,000 orphans as ${as}, and no zombie stays`, async (t) => {
		const pod = startPod(t, {
			pid1,
			files: { 'storm.py': STORM },
			conf: `[program:storm]\ncommand=%(here)s/storm.py 10000\n${TO_STDOUT}`,
		});
		await pod.line(/^storm over$/);
		await pod.until(() => pod.zombies().length === 0, 'no zombies');
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	});

	t.test(`as ${as} ends an escapee of its own session with the program that left it: on stop`, async (t) => {
		const pod = startPod(t, {
			pid1,
			conf: `[program:parent]\ncommand=sh -c "setsid sh -c 'echo away; exec sleep 1001' & sleep 1000"\n${TO_STDOUT}`,
		});
		await pod.line(/^away$/);
		await pod.until(() => pod.pidsOf(/^sleep 1001$/).length === 1, 'the escapee');
		t.strictSame(await pod.stop(), { code: 0, signal: null });
		t.strictSame(pod.pidsOf(/sleep/), []);
	});

	t.test(`as ${as} ends an escapee before the next generation starts: on crash`, async (t) => {
		const pod = startPod(t, {
			pid1,
			files: {
				'crash.sh':
					'#!/bin/sh\n(setsid sleep 1001 &)\necho generation with $(pgrep -c -f "^sleep 1001")\nsleep 1.2\nexit 1\n',
			},
			conf: `[program:crash]\ncommand=%(here)s/crash.sh\n${TO_STDOUT}`,
		});
		await pod.line(/spawned: 'crash'/, 3);
		await pod.until(() => pod.pidsOf(/^sleep 1001$/).length === 1, 'the third generation has its own, and only that');
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	});

	t.test(`as ${as} leaves nobody behind who cleared the environment, when it ends`, async (t) => {
		const pod = startPod(t, {
			pid1,
			conf: `[program:parent]\ncommand=sh -c "env -i setsid sleep ${NAP} & echo away; exec sleep 1000"\n${TO_STDOUT}`,
		});
		await pod.line(/^away$/);
		await pod.until(() => sleepers().length === 1, 'the escapee');
		t.strictSame(await pod.stop(), { code: 0, signal: null });
		t.strictSame(sleepers(), []);
	});
}

t.test("kill -9 of a child's whole group is a crash like any other", async (t) => {
	const pod = startPod(t, {
		conf: `[program:family]\ncommand=sh -c "sleep 1001 & sleep 1002 & echo all here; wait"\n${TO_STDOUT}`,
	});
	await pod.line(/^all here$/);
	const [, leader] = (await pod.line(/spawned: 'family' with pid (\d+)/)) as unknown as [string, string];
	pod.inside('kill', '-KILL', '--', `-${leader}`);
	await pod.line(/exited: family \(terminated by SIGKILL; not expected\)/);
	await pod.line(/^all here$/, 2);
	await pod.until(() => pod.pidsOf(/^sleep 100[12]$/).length === 2, 'its children, and only those');
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('a leftover gets the stop signal and its time, like its leader', async (t) => {
	const pod = startPod(t, {
		files: {
			'worker.sh': '#!/bin/sh\ntrap "echo finished work; exit 0" TERM\necho working\nwhile :; do sleep 0.05; done\n',
		},
		conf: `[program:shell]\ncommand=sh -c "%(here)s/worker.sh & wait"\n${TO_STDOUT}`,
	});
	await pod.line(/^working$/);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	t.match(pod.output, /^finished work$/m);
});

t.test('stopasgroup and killasgroup reach the whole group', async (t) => {
	const pod = startPod(t, {
		files: {
			'member.sh': '#!/bin/sh\ntrap "echo member heard; exit 0" TERM\necho here\nwhile :; do sleep 0.05; done\n',
		},
		conf: `[program:shell]\ncommand=sh -c "trap : TERM; %(here)s/member.sh & wait; wait"\nstopasgroup=true\n${TO_STDOUT}`,
	});
	await pod.line(/^here$/);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	t.match(pod.output, /^member heard$/m);
	t.notMatch(pod.output, /left processes behind/);
});

t.test('an escapee ends with its pod on SIGHUP, and a SIGTERM meanwhile is not lost', async (t) => {
	const pod = startPod(t, {
		conf: `[program:parent]\ncommand=sh -c "env -i setsid sleep ${NAP} & echo away; exec sleep 1000"\n${TO_STDOUT}`,
	});
	await pod.line(/^away$/);
	pod.signal('SIGHUP');
	await pod.line(/^away$/, 2);
	await pod.until(() => sleepers().length === 1, 'the escapee of the new pod, and only that');
	pod.signal('SIGHUP');
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

/** The pids of all that sleep for so long, in a pod or not. */
function sleepers(): string[] {
	const { stdout } = spawnSync('pgrep', ['-f', `^sleep ${NAP}$`], { encoding: 'utf8' });
	return stdout.split('\n').filter(Boolean);
}
