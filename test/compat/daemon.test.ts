import type { Test } from 'tap';
import t from 'tap';
import { comparable } from './known-differences.ts';
import { NO_REFERENCE, type Pair, startPair } from './pair.ts';
import { oneGroup, plainConf } from './plain-conf.ts';
import type { Rival } from './rival.ts';
import { sameDaemonLines, sameLog } from './same-log.ts';

// Most of the time they wait.
t.jobs = 5;

const ZERO = { supervisord: { code: 0, signal: null }, podvisord: { code: 0, signal: null } };

const STEADY = 'command=sleep 1000\nstartsecs=0\nstdout_logfile=NONE\nstderr_logfile=NONE';

async function isUp(pair: Pair): Promise<void> {
	await pair.both((rival) => rival.line(/^success:/));
}

/** The whole of a log file, in the form of the daemon's own lines or not. */
function isLogOf(t: Test, rival: Rival, file: string): void {
	t.match(rival.read(file), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]{4} /, `${rival.name}: ${file}`);
	t.equal(rival.read(file), rival.stdout, `${rival.name}: the file has what stdout has`);
}

t.test('flags: -l -e -j -q -i on top of the configuration', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const pair = startPair(t, {
		conf: `[supervisord]
nodaemon=false
logfile=%(here)s/not-this.log
pidfile=%(here)s/not-this.pid
loglevel=critical
user=root
[program:p]
command=sh -c "echo out; exec sleep 1000"
startsecs=0
`,
		folders: ['logs'],
		args: [
			'-n',
			'-c',
			'HERE/pod.conf',
			'-l',
			'HERE/flag.log',
			'-e',
			'info',
			'-j',
			'HERE/flag.pid',
			'-q',
			'HERE/logs',
			'-i',
			'flagged',
		],
	});
	await isUp(pair);
	t.strictSame(await pair.both((rival) => rival.read('flag.pid')), { supervisord: '1\n', podvisord: '1\n' });
	t.strictSame(await pair.stop(), ZERO);
	sameLog(t, pair);
	sameDaemonLines(t, pair);
	for (const rival of [pair.supervisord, pair.podvisord]) isLogOf(t, rival, 'flag.log');
	t.strictSame(
		await pair.both((rival) => ['flag.pid', 'not-this.pid', 'not-this.log'].filter((name) => rival.has(name))),
		{ supervisord: [], podvisord: [] },
		'no pid file is left, and nothing else was written',
	);
	const logs = await pair.both((rival) => rival.filesIn('logs'));
	t.strictSame(logs.podvisord, logs.supervisord);
	t.strictSame(logs.podvisord, ['p-stderr---flagged-RANDOM8.log', 'p-stdout---flagged-RANDOM8.log']);
});

t.test('silent: nothing on stdout, everything in the file', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const pair = startPair(t, {
		conf: plainConf(oneGroup({ p: STEADY }), 'user=root\nlogfile=%(here)s/d.log'),
		args: ['-n', '-s', '-c', 'HERE/pod.conf'],
	});
	await pair.both((rival) => rival.until(() => rival.holds('d.log', 'success: p'), 'its log file'));
	t.strictSame(await pair.stop(), ZERO);
	t.strictSame(await pair.both(({ stdout }) => stdout), { supervisord: '', podvisord: '' });
});

/** Up when the file `deaf.up` is there. */
function deaf(stopwaitsecs: number): string {
	return `command=sh -c "trap : TERM; : >deaf.up; while :; do sleep 0.05; done"
directory=%(here)s
startsecs=0
stopwaitsecs=${stopwaitsecs}
killasgroup=true`;
}

for (const level of ['warn', 'error', 'debug'] as const) {
	t.test(`loglevel ${level}`, { buffered: true, skip: NO_REFERENCE }, async (t) => {
		const talk =
			'command=sh -c "echo out; echo err >&2; printf half; : >up; exec sleep 1000"\ndirectory=%(here)s\nstartsecs=0';
		const pair = startPair(t, {
			conf: plainConf(oneGroup({ p: talk, group: `${STEADY}\nstopasgroup=true`, deaf: deaf(2) }), `loglevel=${level}`),
		});
		await pair.both((rival) => rival.until(() => rival.has('up') && rival.has('deaf.up'), 'the programs'));
		if (level === 'debug') await pair.both((rival) => rival.until(() => /half/.test(rival.stdout), 'its output'));
		t.strictSame(await pair.stop(), ZERO);
		const messages = await pair.both((rival) => levels(rival, level));
		t.strictSame(messages.podvisord, messages.supervisord);
	});
}

/** What people look for in these lines; at debug, what both daemons tell in the same words. */
function levels(rival: Rival, level: string): string[] {
	const lines = comparable(rival.name, rival.log)
		.filter(({ message }) => level !== 'debug' || /output:|^killing|^exited|^stopped/.test(message))
		.filter(({ message }) => !message.startsWith('Supervisor is running as root'))
		.map((line) => `${line.level} ${line.message}`);
	return joinOutput(lines).sort();
}

/** One line for all that came from a stream: in how many pieces a daemon reads it is chance. */
function joinOutput(lines: readonly string[]): string[] {
	const joined = new Map<string, string>();
	for (const line of lines) {
		const [heading = line, output = ''] = line.split(/(?<= output:)\n(.*)/s);
		const before = joined.get(heading);
		joined.set(heading, before === undefined ? output : `${before}\n${output}`);
	}
	return [...joined].map(([heading, output]) => (output === '' ? heading : `${heading}\n${output}`));
}

t.test("rotation of the daemon's own log", { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const pair = startPair(t, {
		conf: plainConf(
			oneGroup({ p: STEADY }),
			'logfile=%(here)s/d.log\nlogfile_maxbytes=100\nlogfile_backups=2\nuser=root',
		),
	});
	await isUp(pair);
	t.strictSame(await pair.stop(), ZERO);
	const files = await pair.both((rival) => rival.files(/^d\.log/));
	t.strictSame(files.podvisord, files.supervisord);
	t.strictSame(files.podvisord, ['d.log', 'd.log.1', 'd.log.2']);
});

t.test('SIGUSR2 opens the logs anew', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const feed =
		'command=tail ---disable-inotify -n +1 -s 0.02 -f %(here)s/feed\nstartsecs=0\nstdout_logfile=%(here)s/p.log\nstderr_logfile=NONE';
	const pair = startPair(t, {
		conf: plainConf(oneGroup({ p: feed }), 'user=root\nlogfile=%(here)s/d.log'),
		files: { feed: 'one\n' },
	});
	await pair.both(async (rival) => {
		await rival.line(/^success: p/);
		await rival.until(() => rival.holds('p.log', 'one'), 'the first line');
		rival.inside('mv', `${rival.dir}/p.log`, `${rival.dir}/p.old`);
		rival.inside('mv', `${rival.dir}/d.log`, `${rival.dir}/d.old`);
		await rival.signal('SIGUSR2');
		await rival.until(() => rival.has('p.log') && rival.has('d.log'), 'new logs');
		rival.inside('sh', '-c', `echo two >>${rival.dir}/feed`);
		await rival.until(() => rival.holds('p.log', 'two'), 'the second line');
	});
	t.strictSame(await pair.stop(), ZERO);
	t.strictSame(await pair.both((rival) => [rival.read('p.old'), rival.read('p.log')]), {
		supervisord: ['one\n', 'two\n'],
		podvisord: ['one\n', 'two\n'],
	});
	sameLog(t, pair);
	sameDaemonLines(t, pair);
	for (const rival of [pair.supervisord, pair.podvisord]) t.ok(rival.holds('d.log', 'stopped: p'), rival.name);
});

t.test('SIGHUP begins anew on the re-read configuration', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const more = 'user=root\nlogfile=%(here)s/d.log';
	const pair = startPair(t, {
		conf: plainConf(
			oneGroup({ stays: STEADY, changes: STEADY, goes: STEADY, fails: 'command=/no/such/file\nstartretries=0' }),
			more,
		),
	});
	await pair.both(async (rival) => {
		await rival.line(/^success:/, 3);
		await rival.line(/^gave up: fails/);
		rival.write(
			'pod.conf',
			plainConf(
				oneGroup({ stays: STEADY, changes: STEADY.replace('sleep', 'tail -f /dev/null -s'), comes: STEADY }),
				more,
			),
		);
		await rival.signal('SIGHUP');
		await rival.line(/^success: (stays|changes|comes)/, 5);
		await rival.executed();
	});
	const commands = await pair.both((rival) =>
		rival.inside('ps', '-o', 'args=', '-p', String(rival.pidOf('changes'))).trim(),
	);
	t.strictSame(commands, { supervisord: 'tail -f /dev/null -s 1000', podvisord: 'tail -f /dev/null -s 1000' });
	t.strictSame(
		await pair.both((rival) => rival.read('d.pid')),
		{ supervisord: '1\n', podvisord: '1\n' },
		'the same pid',
	);
	t.strictSame(await pair.stop(), ZERO);
	sameLog(t, pair);
	// supervisord takes its user again, which it is already.
	sameDaemonLines(t, pair, /^Set uid to user 0 succeeded/);
});

t.test(
	'SIGHUP with a broken configuration: supervisord dies, Podvisor goes on',
	{ buffered: true, skip: NO_REFERENCE },
	async (t) => {
		const pair = startPair(t, { conf: plainConf(oneGroup({ p: STEADY })) });
		await isUp(pair);
		const { supervisord, podvisord } = pair;
		for (const rival of [supervisord, podvisord]) {
			rival.write('pod.conf', plainConf('[program:p]\nstartsecs=soon\n'));
			await rival.signal('SIGHUP');
		}
		t.strictSame(await supervisord.exited, { code: 2, signal: null });
		await podvisord.line(/going on with the old one/);
		t.match(podvisord.stdout, /pod\.conf:\d+: program:p: startsecs: /);
		t.notMatch(podvisord.stdout, /stopped: p/);
		t.strictSame(await podvisord.stop(), { code: 0, signal: null });
	},
);

t.test('a second SIGTERM: supervisord waits on, Podvisor kills', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	// So long that nothing but the second signal can be what ends it, however slow the machine is.
	const pair = startPair(t, { conf: plainConf(oneGroup({ deaf: deaf(1000) })) });
	const { supervisord, podvisord } = pair;
	await pair.both(async (rival) => {
		await rival.until(() => rival.has('deaf.up'), 'its trap');
		await rival.signal('SIGTERM');
		await rival.line(/^waiting for deaf/);
		await rival.signal('SIGTERM');
	});
	t.strictSame(await podvisord.exited, ZERO.podvisord);
	t.match(podvisord.stdout, /received SIGTERM again, killing what is left/);

	await supervisord.line(/^received SIGTERM indicating exit request$/, 2);
	const waits = supervisord.log.filter(({ message }) => message.startsWith('waiting for deaf')).length;
	await supervisord.line(/^waiting for deaf/, waits + 1);
	t.notMatch(supervisord.stdout, /killing 'deaf'/, 'supervisord says it twice, and waits on');
	supervisord.signalChild('deaf', 'KILL');
	t.strictSame(await supervisord.exited, ZERO.supervisord);
});
