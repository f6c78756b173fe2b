import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import t from 'tap';
import { DAEMON, IS_ROOT, startPod, TO_STDOUT } from './pod-under-test.ts';
import { textOf, Watch } from './watch.ts';

/** A uid that no passwd file knows. */
const NOBODY_KNOWN = 54321;

t.test(
	'as an arbitrary uid without a passwd entry: its own number is a user, another is not to be had',
	{ skip: !IS_ROOT && 'needs root to become another' },
	async (t) => {
		for (const pid1 of [true, false]) {
			const dir = mkdtempSync(join(tmpdir(), 'podvisor-e2e-'));
			chownSync(dir, NOBODY_KNOWN, NOBODY_KNOWN);
			const pod = startPod(t, {
				dir,
				pid1,
				wrapper: ['setpriv', '--reuid', String(NOBODY_KNOWN), '--regid', String(NOBODY_KNOWN), '--clear-groups'],
				conf: `
[program:own]
command=sh -c "echo own $(id -u); echo through > /dev/stderr; exec sleep 1000"
user=${NOBODY_KNOWN}
startsecs=0
${TO_STDOUT}
[program:other]
command=sh -c "echo other $(id -u); exec sleep 1000"
user=www-data
startsecs=0
${TO_STDOUT}
`,
			});
			await pod.line(/^own 54321$/);
			await pod.line(/^through$/);
			await pod.line(/^other 54321$/);
			await pod.line(/WARN not root: other cannot become another user; running as uid 54321/);
			t.strictSame(await pod.stop(), { code: 0, signal: null });
		}
	},
);

/** What `docker run --cap-drop ALL` does to root; `kept` as `--cap-add`. */
function dropCapabilities(...kept: readonly string[]): string[] {
	const bounding = ['-all', ...kept.map((name) => `+${name}`)].join(',');
	return ['setpriv', '--bounding-set', bounding, '--inh-caps', '-all', '--no-new-privs'];
}

t.test(
	'as root without any capability it runs programs as itself, without what takes privileges, and says so',
	{ skip: !IS_ROOT && 'needs root to drop its capabilities' },
	async (t) => {
		for (const pid1 of [true, false]) {
			const pod = startPod(t, {
				pid1,
				daemon: 'user=root',
				wrapper: ['prlimit', '--memlock=65536:65536', ...dropCapabilities()],
				conf: `
[unix_http_server]
file=%(here)s/podvisord.sock
[program:other]
command=sh -c "echo other $(id -u) $(nice) $(ulimit -c); echo through > /dev/stderr; exec sleep 1000"
user=www-data
nice=-5
oom_score_adj=-1000
rlimit_core=0
rlimit_memlock=unlimited
readiness=exec:test -w %(here)s/podvisord.sock
${TO_STDOUT}
[program:own]
command=sleep 1000
user=root
`,
			});
			await pod.line(/^other 0 0 0$/);
			await pod.line(/^through$/);
			await pod.line(/ready: other/);
			await pod.line(/WARN no capabilities: other cannot become another user; running as uid 0/);
			await pod.line(/WARN no capabilities: other runs without oom_score_adj=-1000 \(EACCES\)/);
			await pod.line(/WARN no capabilities: other runs without nice=-5 \(EACCES\)/);
			await pod.line(/WARN no capabilities: other runs without rlimit_memlock \(EPERM\)/);
			t.equal(pod.lines(/ (WARN|CRIT) /).length, 4);
			t.strictSame(await pod.stop(), { code: 0, signal: null });
		}
	},
);

t.test(
	'as root with some capability it runs nobody as root who should be somebody else, and says what it lacks',
	{ skip: !IS_ROOT && 'needs root to drop its capabilities' },
	async (t) => {
		const conf = '[program:other]\ncommand=sleep 1000\nuser=www-data\nstartretries=0\n';
		const wrapper = dropCapabilities('net_bind_service');
		const pod = startPod(t, { wrapper, conf });
		await pod.line(/spawnerr: couldn't setuid to \d+: setgroups EPERM; .*--cap-add SETUID --cap-add SETGID/);
		await pod.line(/gave up: other/);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
		const refused = startPod(t, { wrapper, daemon: 'user=www-data', conf });
		t.strictSame(await refused.exited, { code: 2, signal: null });
		t.match(refused.output, /user=www-data: cannot become that user \(EPERM\); .*--cap-add SETUID/);
	},
);

t.test(
	'as root with no more than it takes to become another user, a program may open /dev/stdout',
	{ skip: !IS_ROOT && 'needs root to drop its capabilities' },
	async (t) => {
		const pod = startPod(t, {
			wrapper: dropCapabilities('setuid', 'setgid', 'chown', 'kill'),
			conf: `
[program:other]
command=sh -c "echo $(id -u) > /dev/stdout; exec sleep 1000"
user=www-data
${TO_STDOUT}
`,
		});
		await pod.line(/^33$/);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	},
);

t.test(
	'on a read-only root file system it runs, and tells in one line what it cannot write',
	{ skip: !IS_ROOT && 'mounts' },
	async (t) => {
		const pod = startPod(t, {
			wrapper: [
				'unshare',
				'--mount',
				'sh',
				'-c',
				// The pod's folder is in /tmp, which may be a file system of its own.
				'mount --make-rprivate / && mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && mount -o remount,bind,ro / && exec "$@"',
				tmpdir(),
			],
			conf: `
[program:talks]
command=sh -c "echo alive; exec sleep 1000"
startsecs=0
${TO_STDOUT}
[program:logs]
command=sh -c "echo lost; exec sleep 1000"
stdout_logfile=%(here)s/logs.log
stderr_logfile=NONE
startsecs=0
`,
		});
		await pod.line(/^alive$/);
		await pod.line(/success: logs/);
		await pod.line(/CRIT could not write pidfile .*podvisord\.pid \(EROFS\)/);
		await pod.line(/WARN cannot write '.*logs\.log' \(EROFS\)/);
		t.equal(pod.lines(/EROFS/).length, 2);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	},
);

t.test('without the addon it runs on the portable adapter, with one line that says what is lost', async (t) => {
	const dir = mkdtempSync(join(tmpdir(), 'podvisor-alone-'));
	t.teardown(() => rmSync(dir, { recursive: true }));
	cpSync(dirname(DAEMON), join(dir, 'dist'), { recursive: true });
	const pod = startPod(t, {
		pid1: false,
		daemonFile: join(dir, 'dist', basename(DAEMON)),
		conf: `
[program:talks]
command=sh -c "echo to stdout; echo to stderr >&2; sleep 0.3; exit 3"
startsecs=0
autorestart=false
${TO_STDOUT}
[program:steady]
command=sleep 1000
startsecs=0
`,
	});
	await pod.line(/exited: talks \(exit status 3; not expected\)/);
	t.equal(pod.lines(/running on the portable adapter: .*; lost: /).length, 1);
	t.match(pod.output, /^to stdout$/m);
	t.match(pod.output, /^to stderr$/m);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('goes to the background without -n, tells when it is up, and ends by its pid file', async (t) => {
	const dir = mkdtempSync(join(tmpdir(), 'podvisor-background-'));
	t.teardown(() => rmSync(dir, { recursive: true }));
	const conf = join(dir, 'pod.conf');
	const pidfile = join(dir, 'podvisord.pid');
	execFileSync('sh', ['-c', `cat > "$1"`, '-', conf], {
		input: `[supervisord]
logfile=${dir}/podvisord.log
pidfile=${pidfile}
childlogdir=${dir}
directory=${dir}
umask=027
[program:steady]
command=sh -c 'pwd > where; exec sleep 1000'
`,
	});
	const { status, stdout, stderr } = spawnSync(process.execPath, [DAEMON, '-c', conf], { encoding: 'utf8' });
	t.strictSame({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
	const pid = Number(execFileSync('cat', [pidfile], { encoding: 'utf8' }));
	t.teardown(() => spawnSync('kill', ['-KILL', String(pid)]));
	const where = join(dir, 'where');
	const watch = new Watch((what, why) => `waited for ${what}, but ${why}`);
	await watch.until(() => textOf(where) === `${dir}\n`, 'its program to tell where it is');
	process.kill(pid, 'SIGTERM');
	execFileSync('tail', ['--pid', String(pid), '-f', '/dev/null'], { timeout: 120_000 });
	const log = execFileSync('cat', [join(dir, 'podvisord.log')], { encoding: 'utf8' });
	t.match(log, /INFO spawned: 'steady' with pid/);
	t.match(log, /stopped: steady/);
	t.equal(execFileSync('stat', ['-c', '%a', where], { encoding: 'utf8' }).trim(), '640', 'its umask');
	t.notOk(spawnSync('test', ['-e', pidfile]).status === 0, 'the pid file is gone');
});

t.test('--check tells what is wrong or risky and starts nothing', async (t) => {
	const dir = mkdtempSync(join(tmpdir(), 'podvisor-check-'));
	t.teardown(() => rmSync(dir, { recursive: true }));
	const check = (text: string): { status: number | null; stdout: string; stderr: string } => {
		execFileSync('sh', ['-c', `cat > "$1"`, '-', join(dir, 'pod.conf')], { input: text });
		const { status, stdout, stderr } = spawnSync(process.execPath, [DAEMON, '--check', '-c', join(dir, 'pod.conf')], {
			encoding: 'utf8',
		});
		return { status, stdout, stderr };
	};
	const risky = check(`[supervisord]
shutdown_timeout=5s
[program:web]
command=nginx
autorestar=true
stdout_logfile=/dev/stdout
`);
	t.equal(risky.status, 0);
	t.match(risky.stdout, /valid, 1 process/);
	t.match(risky.stderr, /pod\.conf:4: program:web: command: .*daemon off/);
	t.match(risky.stderr, /pod\.conf:5: program:web: autorestar: .*autorestart/);
	t.match(risky.stderr, /1 setting is Podvisor's own \(shutdown_timeout\)/);
	t.match(risky.stderr, /pod\.conf:6: program:web: stdout_logfile: .*maxbytes/);
	t.match(risky.stderr, /stopwaitsecs/);
	const broken = check('[program:web]\nstartsecs=x\n');
	t.equal(broken.status, 2);
	t.equal(broken.stdout, '');
	t.match(broken.stderr, /not usable: 3 errors, \d+ remarks?\n$/);
	t.match(broken.stderr, /startsecs/);
	t.match(broken.stderr, /command/);
	t.match(broken.stderr, /supervisord/);
});

t.test('an unknown flag and a missing file are one clear line, exit status 2', async (t) => {
	for (const [args, expected] of [
		[['--nodeamon'], /--nodaemon/],
		[['-c', '/no/such.conf'], /\/no\/such\.conf/],
	] as const) {
		const { status, stderr } = spawnSync(process.execPath, [DAEMON, ...args], { encoding: 'utf8' });
		t.equal(status, 2);
		t.match(stderr, expected);
		t.equal(stderr.trim().split('\n').length, 1, stderr);
	}
});

t.test("the pod's NODE_OPTIONS reach its programs, and not podvisord", async (t) => {
	const pod = startPod(t, {
		// Started by its own name, as an entry point does.
		command: [DAEMON],
		environment: { NODE_OPTIONS: '--require=/no/such/tracer.js' },
		conf: `[program:tell]\ncommand=sh -c "echo options $NODE_OPTIONS aside $PODVISOR_NODE_OPTIONS.; exec sleep 1000"\n${TO_STDOUT}`,
	});
	await pod.line(/^options --require=\/no\/such\/tracer\.js aside \.$/);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

for (const [what, bug] of [
	['a bug of its own', "throw new Error('a bug')"],
	['a promise that nobody handles', "Promise.reject(new Error('a bug'))"],
] as const) {
	t.test(`${what} ends the pod in order, with exit status 70`, async (t) => {
		const pod = startPod(t, {
			files: {
				'bug.cjs': `const look = setInterval(() => {
	if (!require('node:fs').existsSync('bug')) return;
	clearInterval(look);
	${bug};
}, 20);
`,
			},
			preload: 'bug.cjs',
			conf: `[program:steady]\ncommand=sh -c "trap 'echo heard; exit 0' TERM; echo listens; while :; do sleep 0.05; done"\nstartsecs=0\n${TO_STDOUT}`,
		});
		await pod.line(/^listens$/);
		pod.write('bug', '');
		t.strictSame(await pod.exited, { code: 70, signal: null });
		t.match(pod.output, /CRIT internal error, shutting down: Error: a bug/);
		t.match(pod.output, /^heard$/m);
		t.match(pod.output, /stopped: steady \(exit status 0\)/);
		t.match(pod.output, /CRIT all stopped; exit status 70, because of an internal error\s*$/, 'the last line');
	});
}

t.test('a daemon that cannot come up says why to the one that started it', async (t) => {
	const dir = mkdtempSync(join(tmpdir(), 'podvisor-background-'));
	t.teardown(() => rmSync(dir, { recursive: true }));
	execFileSync('sh', ['-c', `cat > "$1"`, '-', join(dir, 'pod.conf')], { input: '[supervisord]\nminfds=99999999\n' });
	const { status, stderr } = spawnSync(process.execPath, [DAEMON, '-c', join(dir, 'pod.conf')], {
		encoding: 'utf8',
		cwd: dir,
	});
	t.equal(status, 2);
	t.match(stderr, /minfds=99999999: this environment allows only \d+ file descriptors; raise the limit/);
});

t.test(
	'with user= the daemon gives up root for itself and its programs',
	{ skip: !IS_ROOT && 'needs root' },
	async (t) => {
		const dir = mkdtempSync(join(tmpdir(), 'podvisor-e2e-'));
		chmodSync(dir, 0o777);
		const pod = startPod(t, {
			dir,
			args: ['-n', '-u', 'www-data', '-c', join(dir, 'pod.conf')],
			conf: `[program:tell]\ncommand=sh -c "echo id $(id -u) $(id -G); exec sleep 1000"\nstartsecs=0\n${TO_STDOUT}`,
		});
		await pod.line(/INFO Set uid to user 33 succeeded/);
		await pod.line(/^id 33 33$/);
		t.match(readFileSync(`/proc/${pod.pid}/status`, 'utf8'), /^Uid:\s+33\s+33\s+33\s+33$/m);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	},
);

t.test(
	'programs have the soft limit of open files that podvisord was started with, not the one that Node raises it to',
	async (t) => {
		for (const [soft, minfds, expected] of [
			[300, 100, 300],
			[300, 400, 400],
		] as const) {
			const pod = startPod(t, {
				wrapper: ['prlimit', `--nofile=${soft}:4000`],
				command: [DAEMON],
				daemon: `minfds=${minfds}`,
				conf: `[program:tell]\ncommand=bash -c "echo nofile $(ulimit -Sn):$(ulimit -Hn); exec sleep 1000"\n${TO_STDOUT}`,
			});
			await pod.line(new RegExp(`^nofile ${expected}:4000$`));
			t.strictSame(await pod.stop(), { code: 0, signal: null });
		}
	},
);
