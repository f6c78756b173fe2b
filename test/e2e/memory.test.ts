import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { askRest } from './ask-rest.ts';
import { makeMemoryCgroup, type TestCgroup } from './memory-cgroup.ts';
import { startPod, TO_STDOUT } from './pod-under-test.ts';

const MB = 1024 * 1024;
/** Of the pod: the daemon needs about 60, and the tests' programs less than 150. */
const POD_LIMIT = 400 * MB;

/**
 * Takes memory in steps: `grow.py FIRST NEXT` takes FIRST MB at once, and up to NEXT when there is a file called `go`
 * beside it; when that is there from the beginning, none.
 */
const GROW = `#!/usr/bin/python3
import os, sys, time
go = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), 'go')
held = []
if os.path.exists(go):
    print('well again', flush=True)
else:
    for limit in map(int, sys.argv[1:]):
        while len(held) < limit:
            held.append(bytearray(os.urandom(1) * 1048576))
        print('holds', limit, 'MB', flush=True)
        while not os.path.exists(go):
            time.sleep(0.05)
while True:
    time.sleep(1000)
`;

/**
 * Takes 32 MB a second until its cgroup is nearly full, so that the kernel has no reason to kill: `fill.py CURRENT LIMIT`,
 * the files that tell of the cgroup. The second time it takes nothing.
 */
const FILL = `#!/usr/bin/python3
import os, sys, time
number = lambda path: int(open(path).read())
mark = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), 'filled')
held = []
if os.path.exists(mark):
    print('well again', flush=True)
    time.sleep(1000)
open(mark, 'w').close()
while True:
    if number(sys.argv[1]) < 0.94 * number(sys.argv[2]):
        held.append(bytearray(b'x' * 4194304))
    time.sleep(0.125)
`;

/** Takes memory until it is killed; with an argument it moves to that cgroup first. */
const HOG = `#!/usr/bin/python3
import os, sys
if len(sys.argv) > 1:
    open(os.path.join(sys.argv[1], 'cgroup.procs'), 'w').write('0')
held = []
while True:
    held.append(bytearray(b'x' * 1048576))
`;

/** Whether cgroups can be made here, and of which version. */
const PROBE = makeMemoryCgroup(t, POD_LIMIT);
const NO_CGROUP = 'refused' in PROBE && PROBE.refused;
const NOT_NESTED =
	NO_CGROUP || ('version' in PROBE && PROBE.version === 2 && 'in version 2 who has processes has none below');

function makeCgroup(t: Test): TestCgroup {
	const made = makeMemoryCgroup(t, POD_LIMIT);
	if ('refused' in made) throw new Error(made.refused);
	return made;
}

const LEAK = [
	'[memory_watcher]',
	'interval=1s',
	'sustained=1s',
	'metrics_file=%(here)s/metrics.json',
	'[program:leak]',
	'command=%(here)s/grow.py 80 130',
	'memory_warning=60MB',
	'memory_limit=110MB',
	TO_STDOUT,
	'[program:calm]',
	'command=sleep 1000',
	'memory_limit=110MB',
	'',
].join('\n');

t.test('a program that leaks is warned about, restarted before it does harm, and named', async (t) => {
	const cgroup = NO_CGROUP ? undefined : makeCgroup(t as Test);
	const pod = startPod(t, { conf: LEAK, files: { 'grow.py': GROW }, wrapper: cgroup?.enter ?? [] });
	await pod.line(/^holds 80 MB$/);
	await pod.line(/memory warning: leak takes \d+ MiB, more than its memory_warning of 60 MiB/);
	t.strictSame(pod.lines(/memory critical/), []);
	pod.write('go', '');
	await pod.line(/memory critical: leak takes \d+ MiB, more than its memory_limit of 110 MiB, for \d+ s/);
	await pod.line(/^well again$/);
	await pod.line(/memory ok: leak /);
	t.equal(pod.lines(/spawned: 'leak'/).length, 2);
	t.equal(pod.lines(/spawned: 'calm'/).length, 1, 'who takes little goes on');
	t.strictSame(pod.lines(/OOM killer/), []);
	if (cgroup !== undefined) t.equal(cgroup.oomKills(), 0);
	const metrics = await pod.until(() => {
		const read = JSON.parse(pod.read('metrics.json'));
		return read.programs.length === 2 && read;
	}, 'both programs in the metrics');
	if (cgroup !== undefined) t.match(metrics.pod, { limitBytes: POD_LIMIT, source: `cgroup-v${cgroup.version}` });
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test(
	'a pod that fills restarts the program that is over its limit, and the kernel kills none',
	{
		skip: NO_CGROUP,
	},
	async (t) => {
		const cgroup = makeCgroup(t as Test);
		const figures = cgroup.version === 1 ? ['usage_in_bytes', 'limit_in_bytes'] : ['current', 'max'];
		const files = figures.map((name) => join(cgroup.folder, `memory.${name}`)).join(' ');
		const pod = startPod(t, {
			wrapper: cgroup.enter,
			files: { 'fill.py': FILL },
			conf: [
				// Far longer than the kernel would wait; only who watches the rise is in time.
				'[memory_watcher]\ninterval=1s\nsustained=30s\nwarning=75%\ncritical=90%',
				'[program:calm]\ncommand=sleep 1000\npriority=900\nmemory_limit=80MB',
				`[program:fill]\ncommand=%(here)s/fill.py ${files}\npriority=20\nmemory_limit=80MB`,
				TO_STDOUT,
			].join('\n'),
		});
		const [, reason] = await pod.line(/unhealthy: fill \(memory: (.*)\); restarting/);
		t.match(reason, /more than its memory_limit of/);
		await pod.line(/^well again$/);
		t.equal(cgroup.oomKills(), 0);
		t.equal(pod.lines(/spawned: 'calm'/).length, 1);
		t.comment(reason);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	},
);

t.test('whom the OOM killer ends is named, and whom somebody else kills is not', { skip: NO_CGROUP }, async (t) => {
	const cgroup = makeCgroup(t as Test);
	const pod = startPod(t, {
		wrapper: cgroup.enter,
		files: {
			'hog.sh': `#!/bin/sh\nwhile ! test -e "$(dirname "$0")/go"; do sleep 0.1; done\nexec "$(dirname "$0")/hog.py"\n`,
			'hog.py': HOG,
		},
		conf: [
			'[unix_http_server]\nfile=%(here)s/podvisord.sock',
			'[program:innocent]\ncommand=sleep 1000\nautorestart=false',
			// The kernel shall choose none but it.
			'[program:hog]\ncommand=%(here)s/hog.sh\noom_score_adj=1000\nautorestart=false\nstartsecs=0\n',
		].join('\n'),
	});
	await pod.line(/innocent entered RUNNING state/);
	for (const pid of pod.pidsOf(/^sleep 1000$/)) process.kill(pid, 'SIGKILL');
	await pod.line(/exited: innocent \(terminated by SIGKILL/);
	t.strictSame(pod.lines(/OOM killer/), []);
	pod.write('go', '');
	await pod.line(/hog \(pid \d+\) was ended by the kernel's OOM killer/);
	await pod.line(/exited: hog \(terminated by SIGKILL/);
	t.strictSame(pod.lines(/innocent.*OOM killer/), []);
	t.equal(cgroup.oomKills(), 1);
	const { json } = await askRest({ socketPath: join(pod.dir, 'podvisord.sock') }, { path: '/incidents' });
	t.match(json?.['incidents'], [
		{ name: 'innocent', kind: 'exit', oomKilled: 'no', reason: /^terminated by SIGKILL after/ },
		{ name: 'hog', kind: 'exit', oomKilled: 'yes', reason: /^killed by the kernel's OOM killer after/ },
	]);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('also where it has a cgroup with a limit of its own, below that of the pod', { skip: NOT_NESTED }, async (t) => {
	const cgroup = makeCgroup(t as Test);
	const nested = cgroup.below(40 * MB);
	const pod = startPod(t, {
		wrapper: cgroup.enter,
		files: { 'hog.py': HOG },
		conf: `[program:hog]\ncommand=%(here)s/hog.py ${nested?.folder}\nautorestart=false\nstartsecs=0\n`,
	});
	await pod.line(/hog \(pid \d+\) was ended by the kernel's OOM killer/);
	t.equal(nested?.oomKills(), 1);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('whenever the daemon is killed, the metrics file is whole', async (t) => {
	for (let round = 1; round <= 4; round++) {
		const dir = t.testdir({});
		const pod = startPod(t, {
			dir,
			pid1: false,
			conf: '[memory_watcher]\ninterval=1s\nmetrics_file=%(here)s/metrics.json\n[program:web]\ncommand=sleep 1000\n',
		});
		const inode = (): number => statSync(join(dir, 'metrics.json'), { throwIfNoEntry: false })?.ino ?? 0;
		await pod.until(() => inode() !== 0, 'the first metrics');
		const first = inode();
		// Right when the next is being written, or has just been.
		await pod.until(() => inode() !== first, 'the next metrics');
		pod.signal('SIGKILL');
		for (const { pid } of pod.alive()) if (pid !== pod.pid) process.kill(pid, 'SIGKILL');
		await pod.exited.catch(() => undefined);
		const metrics = JSON.parse(readFileSync(join(dir, 'metrics.json'), 'utf8'));
		t.match(metrics, { supervisor: { rssBytes: Number } }, `round ${round}`);
	}
});
