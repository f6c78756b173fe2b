import { execFileSync, spawnSync } from 'node:child_process';
import t from 'tap';
import { createDaemonLog } from '../../src/logs/daemon-log.ts';
import { createLogDependencies } from '../../src/logs/log-dependencies.ts';
import { describeLogTrouble, type LogTrouble } from '../../src/logs/log-trouble.ts';
import { logRig } from './log-rig.ts';
import { daemonConfig } from './process-config.ts';

const ROOT: string = new URL('../..', import.meta.url).pathname;
const FILE = '/log/supervisord.log';

/** The turn in which the log was made is over. */
function nextTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

t.test('writes the lines that supervisord writes', async (t) => {
	const { deps, memory } = logRig();
	const log = createDaemonLog(daemonConfig({ loglevel: 'blather' }), deps);
	log.info({ process: 'web', pid: 12 }, "spawned: 'web' with pid 12");
	log.info('with %s and %d in it');
	log.critical('c');
	log.error('e');
	log.warn('w');
	log.debug('d');
	log.trace('t');
	log.blather('b');
	log.close();
	const lines = (memory.text(FILE) ?? '').trimEnd().split('\n');
	t.same(
		lines.map((line) => line.replace(/^2024-01-0\d \d\d:\d\d:05,678 /, '')),
		[
			"INFO spawned: 'web' with pid 12",
			'INFO with %s and %d in it',
			'CRIT c',
			'ERRO e',
			'WARN w',
			'DEBG d',
			'TRAC t',
			'BLAT b',
		],
	);
	const python = `
import time
from supervisor import loggers
time.time = lambda: 1704164645.678
log = loggers.getLogger()
loggers.handle_stdout(log, '%(asctime)s %(levelname)s %(message)s\\n')
log.info("spawned: 'web' with pid 12")`;
	const theirs = execFileSync('/usr/bin/python3', ['-c', python], { encoding: 'utf8' }).trimEnd();
	// Python cuts the float's milliseconds, 677.99…
	t.equal(lines[0]?.replace(',678', ',677'), theirs.replace(',678', ',677'));
});

t.test('what a message quotes can neither look like a line of its own nor steer a terminal', async (t) => {
	const { deps, memory } = logRig();
	const log = createDaemonLog(daemonConfig({}), deps);
	log.info('no method a\n2024-01-02 03:04:05,678 INFO shutdown() by root\r\x1b[2J\u009b31m\u202e\0\tb');
	log.close();
	t.equal(
		memory.text(FILE)?.replace(/^\S+ \S+ /, ''),
		'INFO no method a\n    2024-01-02 03:04:05,678 INFO shutdown() by root\\u000d\\u001b[2J\\u009b31m\\u202e\\u0000\tb\n',
	);
});

t.test('the level decides', async (t) => {
	const { deps, memory } = logRig();
	const log = createDaemonLog(daemonConfig({ loglevel: 'warn' }), deps);
	log.info('no');
	log.blather('no');
	log.warn('yes');
	log.close();
	t.match(memory.text(FILE), /^\S+ \S+ WARN yes\n$/);
});

t.test(
	'the records of a turn are written after it, together, in their order and with their time; an error at once',
	async (t) => {
		const { deps, memory, clock, stdout } = logRig();
		const log = createDaemonLog(daemonConfig({ nodaemon: true }), deps);
		log.info('first');
		clock.nowMs = 100;
		log.info('second');
		t.equal(memory.text(FILE), '');
		await nextTurn();
		t.match(memory.text(FILE), /^\S+ \S+,678 INFO first\n\S+ \S+,778 INFO second\n$/);
		t.equal(stdout.written.length, 1, 'in one piece');
		log.info('third');
		log.error('no later');
		log.info('fifth');
		t.match(memory.text(FILE), /INFO third\n.*ERRO no later\n$/);
		await nextTurn();
		t.match(memory.text(FILE), /ERRO no later\n.*INFO fifth\n$/);
		const other = logRig();
		const early = createDaemonLog(daemonConfig(), other.deps);
		early.info('before');
		early.error('not delayed');
		t.match(other.memory.text(FILE), /INFO before\n.*ERRO not delayed\n$/);
	},
);

t.test('however many records a turn has, the file rotates about where it should', async (t) => {
	const { deps, memory } = logRig();
	const log = createDaemonLog(daemonConfig({ logfileMaxbytes: 64 * 1024, logfileBackups: 9 }), deps);
	for (let index = 0; index < 4000; index++) log.info(`record ${String(index).padStart(4, '0')}`);
	await nextTurn();
	const files = ['.2', '.1', ''].map((suffix) => memory.text(`${FILE}${suffix}`) ?? '');
	for (const text of files) t.ok(text.length <= 96 * 1024, `${text.length}`);
	t.same(
		files
			.join('')
			.match(/\d{4}$/gm)
			?.map(Number),
		Array.from({ length: 4000 }, (_, index) => index),
	);
});

t.test('text has the prefix of the programs, json the event with its fields', async (t) => {
	const text = logRig();
	const textLog = createDaemonLog(daemonConfig({ logFormat: 'text' }), text.deps);
	textLog.info({ pid: 1 }, 'hello');
	textLog.close();
	t.match(text.memory.text(FILE), /^podvisord \| \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,678 INFO hello\n$/);
	const json = logRig();
	const jsonLog = createDaemonLog(daemonConfig({ logFormat: 'json' }), json.deps);
	jsonLog.info({ process: 'web', pid: 12 }, 'spawned "web"');
	jsonLog.close();
	t.equal(
		json.memory.text(FILE),
		'{"level":"info","time":"2024-01-02T03:04:05.678Z","program":"podvisord","process":"web","pid":12,"message":"spawned \\"web\\""}\n',
	);
});

t.test('in the foreground stdout gets the lines too, unless silent, and never twice', async (t) => {
	const stdoutFile = { type: 'descriptor', fd: 1, path: '/dev/stdout' } as const;
	for (const [config, copies, fileLines] of [
		[{ nodaemon: true }, 1, 1],
		[{ nodaemon: true, silent: true }, 0, 1],
		[{ nodaemon: false }, 0, 1],
		[{ nodaemon: true, logfile: stdoutFile }, 1, 0],
		[{ nodaemon: true, silent: true, logfile: stdoutFile }, 1, 0],
		[{ nodaemon: true, logfile: { type: 'none' } }, 1, 0],
	] as const) {
		const { deps, memory, stdout } = logRig();
		const log = createDaemonLog(daemonConfig(config), deps);
		log.info('hello');
		log.close();
		t.equal(stdout.written.length, copies, JSON.stringify(config));
		t.equal((memory.text(FILE) ?? '').length > 0 ? 1 : 0, fileLines, JSON.stringify(config));
	}
});

t.test('where errors wait for the end of the turn as well, the end of the process does not lose them', async (t) => {
	const { deps, memory } = logRig();
	const log = createDaemonLog(daemonConfig(), deps, { errorsWait: true });
	log.info('first');
	log.critical('no sooner');
	t.equal(memory.text(FILE), '');
	await nextTurn();
	t.match(memory.text(FILE), /INFO first\n.*CRIT no sooner\n$/);
	for (const ending of ['process.exit(3)', "throw new Error('a bug')"]) {
		const script = `
import { createDaemonLog } from './src/logs/daemon-log.ts';
import { createLogDependencies } from './src/logs/log-dependencies.ts';
import { createNodeFiles } from './src/platform/node-files.ts';
const clock = { now: () => 0, wall: () => 0, at: () => () => {} };
const system = { files: createNodeFiles(), clock };
const daemon = { logfile: { type: 'none' }, loglevel: 'info', nodaemon: true, silent: false, logFormat: 'raw' };
const deps = createLogDependencies({ system, daemon, report: console.error });
const log = createDaemonLog(daemon, deps, { errorsWait: true });
log.info('first');
log.critical('last');
${ending}
`;
		const argv = ['-u', 'NODE_OPTIONS', process.execPath, '--input-type=module', '--eval', script];
		const { stdout } = spawnSync('env', argv, { encoding: 'utf8', cwd: ROOT });
		t.match(stdout, /INFO first\n.*CRIT last\n$/, ending);
	}
});

t.test(
	'a log file that cannot be written: one line on stderr, the rest on stdout, and it is tried again',
	async (t) => {
		const { deps, memory, clock, stdout, stderr, troubles } = logRig();
		memory.failOpen = 'EROFS';
		const log = createDaemonLog(daemonConfig(), deps);
		log.error('one');
		log.error('two');
		t.match(stderr.text, /^\S+ \S+ WARN .*cannot write '\/log\/supervisord.log' \(EROFS\).*\n$/);
		t.equal(stdout.written.length, 2);
		t.same(troubles, [], 'not through the log itself');
		memory.failOpen = undefined;
		clock.nowMs = 1000;
		log.error('three');
		t.match(memory.text(FILE), /ERRO three\n$/);
		t.equal(stderr.written.length, 2);
	},
);

t.test('the file rotates and is reopened as any other', async (t) => {
	const { deps, memory } = logRig();
	const log = createDaemonLog(daemonConfig({ logfileMaxbytes: 60, logfileBackups: 2 }), deps);
	for (let i = 0; i < 4; i++) log.error(`line ${i}`);
	t.match(memory.text(`${FILE}.2`), /line 0\n.*line 1\n$/);
	memory.port.rename(FILE, '/log/elsewhere');
	log.reopen();
	log.error('anew');
	t.match(memory.text(FILE), /^\S+ \S+ ERRO anew\n$/);
});

t.test('logfile=syslog sends the lines there', async (t) => {
	const { deps, syslog } = logRig();
	const log = createDaemonLog(daemonConfig({ logfile: { type: 'none' }, syslog: true }), deps);
	log.error('hello');
	t.match(syslog.datagrams[0], /^<14>.* podvisord: \S+ \S+ ERRO hello$/);
});

t.test('a trouble of its own stdout is reported through the log itself, once, and in order', async (t) => {
	const { deps, memory, stdout } = logRig();
	const report = (trouble: LogTrouble) => log.warn({ trouble }, describeLogTrouble(trouble));
	const reporting = createLogDependencies({ system: deps.system, daemon: deps.daemon, report });
	const log = createDaemonLog(daemonConfig({ nodaemon: true }), reporting);
	stdout.isStalled = true;
	log.error('nobody reads this on stdout');
	log.error('nor this');
	t.match(memory.text(FILE), /ERRO nobody.*\n.*WARN cannot write '\/dev\/stdout' \(EAGAIN\).*\n.*ERRO nor this\n$/);
});

t.test('what the other outputs dropped in a trouble that is not over is told before the log is closed', async (t) => {
	const { deps, memory, stdout, syslog } = logRig();
	const report = (trouble: LogTrouble) => log.info({ trouble }, describeLogTrouble(trouble));
	const reporting = createLogDependencies({ system: deps.system, daemon: deps.daemon, report });
	const log = createDaemonLog(daemonConfig(), reporting);
	stdout.isStalled = true;
	syslog.isThere = false;
	reporting.container.write(1, Buffer.from('12345\n'));
	reporting.syslog.send('1234567');
	log.close();
	const [, , ...end] = memory.text(FILE)?.trimEnd().split('\n') ?? [];
	t.match(end[0], /INFO '\/dev\/stdout' was still in trouble at the end; 6 bytes were dropped$/);
	t.match(end[1], /INFO '\/dev\/log' was still in trouble at the end; 7 bytes were dropped$/);
	t.equal(end.length, 2);
});
