import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { IS_ROOT, startPod, TO_STDOUT } from './pod-under-test.ts';

t.test('a missing binary, and a directory that does not exist, are failed starts that say why', async (t) => {
	const pod = startPod(t, {
		conf: `
[program:missing]
command=no-such-binary --flag
startretries=0
[program:notexecutable]
command=%(here)s/pod.conf
startretries=0
[program:nowhere]
command=sleep 1000
directory=%(here)s/not/there
stderr_logfile=%(here)s/nowhere.err
startretries=0
[program:noshebang]
command=%(here)s/empty
stderr_logfile=%(here)s/noshebang.err
startretries=0
[program:fine]
command=sleep 1000
startsecs=0
`,
		files: { empty: '#!/no/such/interpreter\n' },
	});
	await pod.line(/entered FATAL state/, 4);
	t.match(pod.output, "spawnerr: can't find command 'no-such-binary'");
	t.match(pod.output, /spawnerr: command at '.*pod\.conf' is not executable/);
	t.match(pod.output, /spawnerr: couldn't chdir to .*not\/there: ENOENT/);
	t.match(pod.output, /spawnerr: couldn't exec .*empty: ENOENT/);
	t.match(
		pod.read('nowhere.err'),
		/supervisor: couldn't chdir to .*: ENOENT\nsupervisor: child process was not spawned\n/,
	);
	t.match(pod.read('noshebang.err'), /supervisor: couldn't exec .*: ENOENT\n/);
	await pod.line(/success: fine/);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('a user that does not exist is an error of the configuration: nothing starts', async (t) => {
	const pod = startPod(t, {
		conf: '[program:a]\ncommand=sleep 1000\nuser=nobody-here\n[program:b]\ncommand=sleep 1\nnumprocs=x\n',
	});
	t.strictSame(await pod.exited, { code: 2, signal: null });
	t.match(pod.output, /pod\.conf:\d+: program:a: user: .*nobody-here.*; /);
	t.match(pod.output, /pod\.conf:\d+: program:b: numprocs: /, 'all that is wrong is told at once');
	t.notMatch(pod.output, /spawned/);
});

t.test('secrets and env_file are read at each start, and what cannot be read is a failed start', async (t) => {
	const pod = startPod(t, {
		files: { 'app.env': '# comment\nGREETING="hello world"\nOVER=ridden\n', password: 's3cret\n' },
		conf: `
[program:reads]
command=sh -c 'echo "[$GREETING] [$OVER] [$PASSWORD]"; sleep 1000'
env_file=%(here)s/app.env
secrets=PASSWORD=%(here)s/password
environment=OVER="by environment"
${TO_STDOUT}
[program:lacks]
command=sleep 1000
secrets=TOKEN=%(here)s/none
startretries=0
`,
	});
	await pod.line(/^\[hello world\] \[by environment\] \[s3cret\]$/);
	await pod.line(/spawnerr: can't read secret '.*none': ENOENT/);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('EMFILE: without descriptors a start fails as any other, and the daemon lives on', async (t) => {
	const programs = Array.from(
		{ length: 30 },
		(_, n) => `[program:p${n}]\ncommand=sleep 1000\nstartretries=0\nstartsecs=0\n`,
	);
	const pod = startPod(t, {
		wrapper: ['prlimit', '--nofile=64:64'],
		daemon: 'minfds=16',
		conf: programs.join(''),
	});
	await pod.line(/spawnerr: too many open files to spawn 'p\d+'/);
	await pod.line(/entered FATAL state/);
	t.ok(pod.lines(/spawned:/).length > 5, 'as many as could be had run');
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	t.notMatch(pod.output, /Error:|at .*\.js:\d+/, 'no stack trace');
});

t.test(
	'a full disk never stops a program: told once, counted, and told when it is over',
	{ skip: !IS_ROOT && 'mounts a tmpfs' },
	async (t) => {
		const disk = mkdtempSync(join(tmpdir(), 'podvisor-small-disk-'));
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
		t.teardown(() => {
			execFileSync('umount', ['--lazy', disk]);
			rmdirSync(disk);
		});
		const pod = startPod(t, {
			files: {
				'talk.sh':
					'#!/bin/sh\ni=0\nwhile :; do i=$((i+1)); printf "%01024d\\n" $i; [ $i = 600 ] && touch passed; sleep 0.001; done\n',
			},
			conf: `[program:talks]\ncommand=%(here)s/talk.sh\ndirectory=%(here)s\nstdout_logfile=${join(disk, 'talk.log')}\nstdout_logfile_maxbytes=0\n`,
		});
		await pod.line(/WARN cannot write '.*talk\.log' \(ENOSPC\)/);
		await pod.until(() => pod.has('passed'), 'the program goes on');
		execFileSync('mount', ['-o', 'remount,size=4m', disk]);
		await pod.line(/'.*talk\.log' is written again; \d+ bytes were dropped/);
		t.equal(pod.lines(/ENOSPC/).length, 1, 'told once');
		t.equal(pod.lines(/exited/).length, 0);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	},
);

t.test('a log folder that cannot be written, or is gone, stops nothing', async (t) => {
	const pod = startPod(t, {
		files: {
			'logs/.keep': '',
			'talk.sh': '#!/bin/sh\nrm -r logs\necho one\nsleep 0.2\necho two\ntouch said\nexec sleep 1000\n',
		},
		conf: '[program:talks]\ncommand=%(here)s/talk.sh\ndirectory=%(here)s\nstdout_logfile=%(here)s/logs/talk.log\nstartsecs=0\n',
	});
	await pod.until(() => pod.has('said'), 'the program goes on');
	await pod.line(/success: talks/);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});
