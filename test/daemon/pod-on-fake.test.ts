/** The real pod, logs and effects on a fake system: a virtual clock, scripted programs, injected faults. */
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import type { DaemonConfig, ProcessConfig, StreamConfig } from '../../src/config/config.ts';
import type { FakeScript } from '../../src/platform/fake/fake-script.ts';
import { createFakeSystem } from '../../src/platform/fake/fake-system.ts';
import { podConfig, processConfig } from '../fixtures/configs.ts';
import { type PodOnFake, startPodOnFake } from '../fixtures/pod-on-fake.ts';

const LOG = '/log/daemon.log';

function logTo(path: string): StreamConfig {
	return {
		target: { type: 'file', path },
		maxbytes: 0,
		backups: 0,
		captureMaxbytes: 0,
		eventsEnabled: false,
		syslog: false,
	};
}

const WEB: ProcessConfig = processConfig({
	name: 'web',
	argv: ['/bin/web'],
	stdout: logTo('/log/web'),
	stderr: logTo('/log/web.err'),
});

const OTHER: ProcessConfig = { ...WEB, name: 'other', group: 'other', argv: ['/bin/other'] };

function run(
	script: FakeScript,
	processes: readonly ProcessConfig[] = [WEB],
	daemon: Partial<DaemonConfig> = {},
): PodOnFake {
	const system = createFakeSystem(script);
	system.files.put('/bin/web', '', 0o755);
	system.files.put('/bin/other', '', 0o755);
	system.files.put('/log/.keep', '');
	const config = podConfig(processes, {
		logfile: { type: 'file', path: LOG },
		silent: true,
		loglevel: 'debug',
		...daemon,
	});
	return startPodOnFake(config, system);
}

t.test('every byte is in the log before the crash is told, though the exit overtakes the output', async (t) => {
	const { system, state } = run((self) => {
		self.after(2000, () => {
			self.print('last words');
			self.exit(3);
		});
	});
	system.advance(2000);
	t.equal(String(system.files.content('/log/web')), 'last words');
	t.equal(state('web:web'), 'STARTING', 'and it was restarted at once');
});

t.test(
	'after a crash the next process is made before the end of the last is told, which is told in order',
	async (t) => {
		const told: string[] = [];
		const { system, session } = run((self) => {
			if (self.count > 1) return;
			self.printError('no database\n');
			self.after(2000, () => self.exit(3));
		});
		session.events.bus.subscribe(['PROCESS_STATE'], ({ type }) => told.push(type));
		session.watch.observations.on('incident', ({ incident }) => told.push(...incident.stderr));
		const spawn = system.processes.spawn.bind(system.processes);
		system.processes.spawn = (request) => {
			told.push('spawn');
			return spawn(request);
		};
		system.advance(2000);
		t.strictSame(told, [
			'PROCESS_STATE_RUNNING',
			'spawn',
			'PROCESS_STATE_EXITED',
			'no database',
			'PROCESS_STATE_STARTING',
		]);
		await setImmediate();
		t.match(
			String(system.files.content(LOG)),
			/WARN exited: web \(exit status 3; not expected\)\n.*DEBG starting web\n.*INFO spawned: 'web' with pid \d+\n$/,
		);
	},
);

t.test('a shutdown asks the next program before the end of the last is told, and tells each in order', async (t) => {
	const told: string[] = [];
	const { system, session, shutDown, pid } = run(
		(self) => {
			self.onSignal(15, () => self.after(10, () => self.exit(0)));
		},
		[WEB, OTHER],
	);
	system.advance(2000);
	session.events.bus.subscribe(['PROCESS_STATE'], ({ type, payload }) => {
		told.push(`${/processname:(\w+)/.exec(String(payload))?.[1]} ${type}`);
	});
	const names = new Map([
		[pid('web:web'), 'web'],
		[pid('other:other'), 'other'],
	]);
	const signal = system.processes.signal.bind(system.processes);
	system.processes.signal = (pid, ...rest) => {
		told.push(`${names.get(pid)} is asked`);
		return signal(pid, ...rest);
	};
	shutDown();
	system.advance(100);
	t.strictSame(told, [
		'other is asked',
		'other PROCESS_STATE_STOPPING',
		'web is asked',
		'other PROCESS_STATE_STOPPED',
		'web PROCESS_STATE_STOPPING',
		'web PROCESS_STATE_STOPPED',
	]);
	await setImmediate();
	t.match(
		String(system.files.content(LOG)),
		/waiting for other to stop\n(.*\n)*.*stopped: other .*\n.*waiting for web to stop\n(.*\n)*.*stopped: web/,
	);
});

for (const [fault, step, errno, message] of [
	['no process to be had', 'fork', 'EAGAIN', "spawnerr: Too many processes in process table to spawn 'web'"],
	['no descriptors', 'pipe', 'EMFILE', "spawnerr: too many open files to spawn 'web'"],
	['no memory', 'fork', 'ENOMEM', "spawnerr: unknown error during fork for 'web': ENOMEM"],
	['an exec that fails', 'execve', 'ENOENT', "spawnerr: couldn't exec /bin/web: ENOENT"],
	['a directory that is gone', 'chdir', 'ENOENT', "spawnerr: couldn't chdir to /srv: ENOENT"],
	['a user that cannot be had', 'setuid', 'EPERM', "spawnerr: couldn't setuid to 33: setuid EPERM"],
] as const) {
	t.test(`${fault}: a failed start, tried again after a second`, async (t) => {
		const user = { name: 'www-data', uid: 33, gid: 33, home: '/' };
		const { system, state, log, pod } = run(() => {}, [{ ...WEB, directory: '/srv', user, autostart: false }]);
		system.faults.failNext(step, errno, 1);
		pod.post({ type: 'start', at: pod.now, process: 'web:web' });
		t.equal(state('web:web'), 'BACKOFF');
		system.advance(999);
		t.equal(state('web:web'), 'BACKOFF');
		system.advance(1);
		t.equal(state('web:web'), 'STARTING');
		system.advance(1000);
		t.equal(state('web:web'), 'RUNNING');
		t.match(log(), message);
	});
}

t.test('a full disk drops bytes and nothing else', async (t) => {
	const { system, state, log } = run((self) => {
		self.after(1500, () => self.print('lost\n'));
		self.after(9000, () => self.print('kept\n'));
	});
	system.advance(1000);
	system.files.diskBytesLeft = 0;
	system.advance(3000);
	t.equal(state('web:web'), 'RUNNING');
	system.files.diskBytesLeft = Number.POSITIVE_INFINITY;
	system.advance(6000);
	t.match(String(system.files.content('/log/web')), /kept\n$/);
	t.match(log(), "cannot write '/log/web' (ENOSPC)");
});

t.test('a child that somebody else reaped is noticed when it is signalled, and a shutdown still ends', async (t) => {
	const { system, pid, ends, shutDown, log } = run(() => {});
	system.advance(2000);
	system.lose(pid('web:web'));
	shutDown();
	system.advance(60_000);
	t.match(ends, [{ intent: 'exit', exitCode: 0 }]);
	t.match(log(), /web:web \(pid \d+\) is gone and was reaped by somebody else/);
});

t.test('a process that may not be signalled is UNKNOWN, and a shutdown ends without it', async (t) => {
	const { system, state, ends, shutDown } = run(() => {});
	system.advance(2000);
	system.faults.failNext('kill', 'EPERM', 100);
	shutDown();
	system.advance(1000);
	t.equal(state('web:web'), 'UNKNOWN');
	t.equal(ends.length, 1);
});

t.test('what a crash left behind is killed before the next generation starts', async (t) => {
	const { system, state, pid } = run((self) => {
		self.fork(() => {}, { newSession: true });
		self.after(2000, () => self.exit(1));
	});
	const first = pid('web:web');
	system.advance(2000);
	system.advance(60);
	t.not(pid('web:web'), first);
	t.equal(state('web:web'), 'STARTING');
	t.equal(system.processes.liveDescendants().length, 2, 'the new leader and its own child');
});

t.test('who gets the number of a dead leader is not swept in its place, and its own death is noticed', async (t) => {
	const { system, pod, state, pid } = run(
		(self) => {
			if (self.request.argv[0] !== '/bin/web') return;
			self.fork(
				(left) => {
					left.onSignal(15, () => {});
				},
				{ newSession: true },
			);
		},
		[
			{ ...WEB, stopwaitsecs: 5 },
			{ ...OTHER, autostart: false },
		],
	);
	system.advance(2000);
	const number = pid('web:web');
	pod.post({ type: 'stop', at: pod.now, process: 'web:web' });
	system.advance(1000);
	t.equal(state('web:web'), 'STOPPING', 'what it left behind ignores SIGTERM');
	system.setNextPid(number);
	pod.post({ type: 'start', at: pod.now, process: 'other:other' });
	system.advance(1000);
	t.equal(pid('other:other'), number);
	system.setNextPid(1000);
	system.advance(10_000);
	t.equal(state('web:web'), 'STOPPED');
	t.equal(state('other:other'), 'RUNNING');
	t.equal(pid('other:other'), number, 'it was left alone');
	pod.post({ type: 'stop', at: pod.now, process: 'other:other' });
	system.advance(1000);
	t.equal(state('other:other'), 'STOPPED');
});

t.test('a secret is read at each start, and its absence is a failed start', async (t) => {
	const seen: (string | undefined)[] = [];
	const { system, state } = run(
		(self) => {
			seen.push(self.request.environment['TOKEN']);
			self.after(2000, () => self.exit(1));
		},
		[{ ...WEB, secrets: { TOKEN: '/secret' } }],
	);
	t.equal(state('web:web'), 'BACKOFF');
	system.files.put('/secret', 'one\n');
	system.advance(1000);
	system.files.put('/secret', 'two\n');
	system.advance(2000);
	t.strictSame(seen, ['one', 'two']);
});
