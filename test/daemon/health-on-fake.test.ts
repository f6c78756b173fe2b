/** Probes in the real pod, on a fake system and its virtual clock. */
import t from 'tap';
import type { HealthTiming, ProcessConfig } from '../../src/config/config.ts';
import type { Observation } from '../../src/events/observation.ts';
import type { FakeScript } from '../../src/platform/fake/fake-script.ts';
import { createFakeSystem } from '../../src/platform/fake/fake-system.ts';
import { podConfig, processConfig } from '../fixtures/configs.ts';
import { startPodOnFake } from '../fixtures/pod-on-fake.ts';

const KEY = 'web:web';
const HTTP = { type: 'http', url: 'http://127.0.0.1/health' } as const;
const NOTIFY = { type: 'notify' } as const;
const TIMING: HealthTiming = { intervalMs: 10_000, timeoutMs: 2000, retries: 3, startPeriodMs: 0 };

function start(options: Partial<ProcessConfig>, script: FakeScript = () => {}, others: readonly ProcessConfig[] = []) {
	const system = createFakeSystem(script);
	for (const name of ['web', 'other']) system.files.put(`/bin/${name}`, '', 0o755);
	system.files.put('/log/.keep', '');
	const web = processConfig({ name: 'web', argv: ['/bin/web'], health: TIMING, ...options });
	const config = podConfig([web, ...others], {
		logfile: { type: 'file', path: '/log/daemon.log' },
		silent: true,
		loglevel: 'debug',
	});
	const pod = startPodOnFake(config, system);
	const seen: Observation[] = [];
	for (const type of ['probe', 'ready', 'unready', 'unhealthy'] as const) {
		pod.session.watch.observations.on(type, (observation) => void seen.push(observation));
	}
	return { ...pod, seen, process: () => pod.pod.world.processes.get(KEY) };
}

t.test('an HTTP probe that fails restarts the program, and what is known of its health begins anew', async (t) => {
	const { system, seen, process, session, log } = start({ readiness: HTTP, liveness: HTTP });
	system.http.answer(200);
	await system.clock.advanceInTurns(5000);
	t.match(process(), { state: 'RUNNING', ready: true, starts: 1 });
	system.http.answer(503);
	for (let look = 0; look < 400 && process()?.state === 'RUNNING'; look++) await system.clock.advanceInTurns(100);
	t.match(process(), { state: 'BACKOFF', relapses: 1, spawnError: 'Unhealthy: HTTP 503 from http://127.0.0.1/health' });
	t.match(
		seen.filter(({ type }) => type !== 'probe').map(({ type }) => type),
		['ready', 'unready', 'unhealthy'],
	);
	t.equal(session.watch.health.of(KEY)?.failures.get('liveness'), 3);
	t.match(log(), 'unhealthy: web (liveness: HTTP 503 from http://127.0.0.1/health); restarting');
	const asked = system.http.requests.length;
	await system.clock.advanceInTurns(500);
	t.equal(system.http.requests.length, asked, 'nobody asks what is down');
	system.http.answer(200);
	await system.clock.advanceInTurns(2000);
	t.match(process(), { state: 'RUNNING', ready: true, starts: 2, relapses: 0 });
	t.equal(session.watch.health.of(KEY)?.failures.get('liveness'), 0);
});

t.test('the failures of a start do not count, and are kept', async (t) => {
	const { system, session, process } = start({ readiness: HTTP });
	system.http.answer(503);
	await system.clock.advanceInTurns(8000);
	const health = session.watch.health.of(KEY);
	t.equal(health?.failures.get('readiness'), 0);
	t.equal(health?.history.length, 10);
	await system.clock.advanceInTurns(24_000);
	t.equal(health?.failures.get('readiness'), 3, 'one an interval does');
	t.match(process(), { state: 'RUNNING', ready: false });
});

t.test('an answer that comes after the death of the process counts for nobody', async (t) => {
	let selfs = 0;
	const { system, process, seen } = start({ readiness: HTTP, liveness: HTTP, autorestart: 'always' }, (self) => {
		if (++selfs === 1) self.after(1500, () => self.exit(1));
	});
	system.http.script = () => ({
		afterMs: 1900,
		outcome: { type: 'answered', status: 200, headers: {}, body: '', isCut: false },
	});
	await system.clock.advanceInTurns(2100);
	t.match(process(), { generation: 2, ready: false });
	t.strictSame(seen, [], 'the first one asked at 100 ms, and its answer would have come at 2000');
	await system.clock.advanceInTurns(2000);
	t.match(process(), { generation: 2, ready: true });
});

t.test('nobody is asked while it is stopping, nor after', async (t) => {
	const { system, process, pod } = start({ readiness: HTTP, liveness: HTTP }, (self) => self.onSignal(15, () => {}));
	system.http.answer(200);
	await system.clock.advanceInTurns(2000);
	pod.post({ type: 'stop', at: pod.now, process: KEY });
	t.equal(process()?.state, 'STOPPING');
	const asked = system.http.requests.length;
	await system.clock.advanceInTurns(60_000);
	t.equal(process()?.state, 'STOPPED');
	t.equal(system.http.requests.length, asked);
});

t.test('an exec probe has the environment, the directory and the user of its program', async (t) => {
	const user = { name: 'www-data', uid: 33, gid: 33, home: '/' };
	const { system, process } = start({
		readiness: { type: 'exec', command: 'check', argv: ['check', '-q'] },
		environment: { COLOUR: 'blue' },
		directory: '/srv',
		user,
	});
	system.commands.end(0);
	await system.clock.advanceInTurns(200);
	t.equal(process()?.ready, true);
	t.match(system.commands.requests[0], {
		argv: ['check', '-q'],
		environment: { COLOUR: 'blue', PATH: '/bin', SUPERVISOR_PROCESS_NAME: 'web', PODVISOR_COOKIE: 'test/web:web' },
		directory: '/srv',
		identity: { uid: 33, gid: 33 },
		timeoutMs: 2000,
	});
});

t.test('one without probes costs nothing', async (t) => {
	const { system } = start({ startsecs: 0 });
	t.equal(system.receivers.size, 0);
	system.advance(60_000);
	t.strictSame([system.http.requests.length, system.commands.requests.length], [0, 0]);
});

t.test('notify: the variables, READY=1, STATUS=, and a watchdog that must come', async (t) => {
	const environments: Readonly<Record<string, string>>[] = [];
	const { system, process, session, pid } = start(
		{ readiness: NOTIFY, liveness: NOTIFY, environment: { WATCHDOG_PID: '1', NOTIFY_SOCKET: '/run/systemd/notify' } },
		(self) => void environments.push(self.request.environment),
	);
	t.match(environments[0], { NOTIFY_SOCKET: '@podvisor/test/notify', WATCHDOG_USEC: '30000000' });
	t.notOk('WATCHDOG_PID' in (environments[0] ?? {}), 'which was meant for another');
	const say = (text: string) =>
		system.receivers.get('podvisor/test/notify')?.({ bytes: Buffer.from(text), pid: pid(KEY), uid: 0 });
	system.advance(5000);
	t.equal(process()?.ready, false);
	say('READY=1\nSTATUS=serving');
	t.equal(process()?.ready, true);
	t.equal(session.watch.health.of(KEY)?.status, 'serving');
	for (let ping = 0; ping < 10; ping++) {
		system.advance(14_000);
		say('WATCHDOG=1');
	}
	t.match(process(), { state: 'RUNNING', starts: 1 });
	system.advance(30_000);
	t.equal(process()?.state, 'RUNNING', 'what it said in time may not be read yet');
	system.advance(100);
	t.match(process(), { spawnError: 'Unhealthy: sent no WATCHDOG=1 for 30 s' });
	t.equal(session.watch.health.of(KEY)?.status, 'serving');
	system.advance(2000);
	t.match(process(), { starts: 2, ready: false });
	t.equal(session.watch.health.of(KEY)?.status, '', 'what the one before it said is gone');
	session.close();
	t.equal(system.receivers.size, 0);
});

t.test('notify: who says that it stops is not ready at once, and is left alone', async (t) => {
	const { system, process, pid, log, seen } = start({ readiness: NOTIFY });
	const say = (text: string) =>
		system.receivers.get('podvisor/test/notify')?.({ bytes: Buffer.from(text), pid: pid(KEY), uid: 0 });
	say('READY=1');
	system.advance(100);
	say('RELOADING=1');
	t.match(process(), { ready: false, starts: 1 });
	t.match(log(), 'not ready: web (says that it is reloading)');
	system.advance(100);
	say('READY=1');
	t.equal(process()?.ready, true);
	const before = seen.length;
	for (let flood = 0; flood < 1000; flood++) {
		say('RELOADING=1');
		say('READY=1');
		system.advance(1);
	}
	t.ok(seen.length - before < 50, 'who changes its mind without end is not told each time');
	system.advance(100);
	t.equal(process()?.ready, true, 'and its last word counts');
	say('STOPPING=1');
	system.advance(60_000);
	t.match(process(), { state: 'RUNNING', ready: false });
});

t.test('a line of either stream, whole and of the present process', async (t) => {
	let count = 0;
	const { system, process } = start(
		{ readiness: { type: 'log', pattern: '^ready$' }, autorestart: 'always' },
		(self) => {
			if (++count === 1) {
				self.print('rea');
				self.after(500, () => self.printError('ready'));
				self.after(2000, () => self.exit(1));
				return;
			}
			self.print('dy\n');
			self.after(500, () => self.printError('x'.repeat(20_000)));
			self.after(600, () => self.printError('ready\nready'));
			self.after(3000, () => self.printError('\r\n'));
		},
	);
	system.advance(1900);
	t.match(process(), { ready: false, generation: 1 });
	system.advance(2000);
	t.match(process(), { ready: false, generation: 2 }, 'neither with what was left of the first, nor in a long line');
	system.advance(2000);
	t.match(process(), { ready: true, generation: 2 });
});

t.test('fd: a newline on the descriptor, for startup as well', async (t) => {
	for (const kind of ['readiness', 'startup'] as const) {
		const { system, process } = start({ [kind]: { type: 'fd', fd: 5 } }, (self) => {
			t.equal(self.request.notificationFd, 5);
			self.after(700, () => self.notify('up\n'));
		});
		system.advance(600);
		t.equal(process()?.ready, false);
		system.advance(200);
		t.equal(process()?.ready, true);
	}
});

t.test('five hundred programs are not asked in one turn', async (t) => {
	const others = Array.from({ length: 499 }, (_, index) =>
		processConfig({ name: `p${index}`, argv: ['/bin/other'], readiness: HTTP, health: TIMING }),
	);
	const { system } = start({ readiness: HTTP }, () => {}, others);
	system.http.answer(200);
	await system.clock.advanceInTurns(5000);
	const before = system.http.requests.length;
	const times: number[] = [];
	system.http.script = () => {
		times.push(Math.floor(system.clock.now() / 100));
		return { outcome: { type: 'answered', status: 200, headers: {}, body: '', isCut: false } };
	};
	await system.clock.advanceInTurns(7000);
	t.equal(system.http.requests.length - before, 500);
	const most = Math.max(...[...new Set(times)].map((slot) => times.filter((time) => time === slot).length));
	t.ok(most < 120, `${most} of 500 within 100 ms`);
});
