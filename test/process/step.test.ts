import t from 'tap';
import { newProcess, type Policy, type Process } from '../../src/process/process.ts';
import type { ProcessEvent, UnhealthyCause } from '../../src/process/process-event.ts';
import { isStartable, PROCESS_STATES, type ProcessState } from '../../src/process/process-state.ts';
import { restartDelayMs } from '../../src/process/restart-delay.ts';
import { step } from '../../src/process/step.ts';
import { TRANSITIONS } from '../../src/process/transitions.ts';
import { processConfig } from '../fixtures/configs.ts';

/** Lets the events happen one after the other; tells the states that were published and all effects. */
function run(events: readonly ProcessEvent[], policy: Policy = processConfig(), from: Process = up()) {
	let process = from;
	const states: ProcessState[] = [];
	const effects = [];
	for (const event of events) {
		const result = step(process, event, policy);
		process = result.process;
		for (const effect of result.effects) {
			effects.push(effect);
			if (effect.type === 'publish' && effect.notice.type === 'state') states.push(effect.notice.to);
		}
	}
	return { process, states, effects };
}

function up(): Process {
	return { ...newProcess(1, 0), wanted: 'up' };
}

const exit = (code: number) => ({ type: 'code', code }) as const;
const launch = (at: number): ProcessEvent => ({ type: 'launch', at });
const spawned = (at: number): ProcessEvent => ({ type: 'spawned', at, pid: 42 });
const exited = (at: number, code = 1, leftovers = false): ProcessEvent => ({
	type: 'exited',
	at,
	status: exit(code),
	leftovers,
});

const unhealthy = (at: number, cause: UnhealthyCause = 'liveness'): ProcessEvent => ({
	type: 'unhealthy',
	at,
	cause,
	reason: 'HTTP 503',
});

t.test('is RUNNING after startsecs, and ready with it where it has no probe', async (t) => {
	const { process, states } = run([launch(0), spawned(1), { type: 'stayedUp', at: 1000 }]);
	t.strictSame(states, ['STARTING', 'RUNNING']);
	t.equal(process.pid, 42);
	t.equal(process.ready, true);
});

t.test('is RUNNING at once with startsecs=0', async (t) => {
	t.strictSame(run([launch(0), spawned(1)], processConfig({ startsecs: 0 })).states, ['STARTING', 'RUNNING']);
});

t.test('counts an exit before startsecs as a failed start even with status 0', async (t) => {
	const { process, states } = run([launch(0), spawned(1), exited(900, 0)]);
	t.strictSame(states, ['STARTING', 'BACKOFF']);
	t.equal(process.spawnError, 'Exited too quickly (process log may have details)');
	t.equal(process.dueAt, 1900);
});

t.test('gives up as FATAL after startretries + 1 failed starts, with waits of 1, 2, 3 s', async (t) => {
	let at = 0;
	let process = up();
	const waits: number[] = [];
	for (let start = 1; start <= 4; start++) {
		const result = run([launch(at), spawned(at), exited(at + 10)], processConfig({ startretries: 3 }), process);
		process = result.process;
		if (process.dueAt === undefined) break;
		waits.push(process.dueAt - (at + 10));
		at = process.dueAt;
	}
	t.equal(process.state, 'FATAL');
	t.strictSame(waits, [1000, 2000, 3000]);
});

t.test('never gives up with startretries=-1', async (t) => {
	const policy = processConfig({ startretries: Number.POSITIVE_INFINITY });
	let process = up();
	for (let start = 0; start < 500; start++) process = run([launch(start), exited(start)], policy, process).process;
	t.equal(process.state, 'BACKOFF');
});

t.test(
	'tells a death after startsecs as RUNNING and EXITED though its timer has not been dealt with yet',
	async (t) => {
		t.strictSame(run([launch(0), spawned(1), exited(1000)]).states, ['STARTING', 'RUNNING', 'EXITED']);
	},
);

t.test('restarts at once what was up for a second, and waits with what ended sooner', async (t) => {
	const policy = processConfig({ startsecs: 0, autorestart: 'always' });
	t.equal(run([launch(0), spawned(0), exited(5000, 0)], policy).process.dueAt, 5000);
	t.equal(run([launch(0), spawned(0), exited(20, 0)], policy).process.dueAt, 1000);
});

t.test('restarts as autorestart says', async (t) => {
	const cases = [
		['unexpected', 0, false],
		['unexpected', 3, true],
		['always', 0, true],
		['never', 3, false],
	] as const;
	for (const [autorestart, code, restarts] of cases) {
		const { process } = run([launch(0), spawned(0), exited(2000, code)], processConfig({ autorestart }));
		t.equal(process.dueAt !== undefined, restarts, `${autorestart} after ${code}`);
	}
	const killed: ProcessEvent = {
		type: 'exited',
		at: 2000,
		status: { type: 'signal', signal: 9, dumpedCore: false },
		leftovers: false,
	};
	t.not(run([launch(0), spawned(0), killed]).process.dueAt, undefined, 'a death by signal is unexpected');
});

t.test('a oneshot is STARTING until it is done, and its failure is a failed start', async (t) => {
	const policy = processConfig({ type: 'oneshot', startretries: 0 });
	const done = run([launch(0), spawned(0), { type: 'stayedUp', at: 1000 }, exited(9000, 0)], policy);
	t.equal(done.process.state, 'EXITED');
	t.equal(done.process.completed, true);
	t.equal(done.process.dueAt, undefined);
	t.strictSame(run([launch(0), spawned(0), exited(9000, 1)], policy).states, ['STARTING', 'BACKOFF', 'FATAL']);
	t.notOk(done.effects.some((effect) => effect.type === 'arm'));
});

t.test('stop sends the stop signal, and SIGKILL after stopwaitsecs, again until it is gone', async (t) => {
	const policy = processConfig({ stopsignal: 3, stopwaitsecs: 5, stopasgroup: true, killasgroup: false });
	const { effects, states } = run(
		[
			launch(0),
			spawned(0),
			{ type: 'stop', at: 100 },
			{ type: 'overdue', at: 5100 },
			{ type: 'overdue', at: 6100 },
			exited(6200, 0),
		],
		policy,
	);
	t.strictSame(
		effects.filter((effect) => effect.type === 'signal'),
		[
			{ type: 'signal', signal: 3, group: true },
			{ type: 'signal', signal: 9, group: false },
			{ type: 'signal', signal: 9, group: false },
		],
	);
	t.strictSame(
		effects
			.filter((effect) => effect.type === 'arm' && effect.timer === 'overdue')
			.map((effect) => 'at' in effect && effect.at),
		[5100, 6100, 7100],
	);
	t.strictSame(states, ['STARTING', 'STOPPING', 'STOPPED']);
});

t.test('a shutdown with less time shortens stopwaitsecs, and never lengthens it', async (t) => {
	for (const [withinMs, expected] of [
		[3000, 3000],
		[99_000, 10_000],
	] as const) {
		const { effects } = run([launch(0), spawned(0), { type: 'stop', at: 0, withinMs }]);
		t.hasStrict(effects.at(-1), { type: 'arm', timer: 'overdue', at: expected });
	}
});

t.test('a stop that overtakes the answer to the spawn is carried out when the process exists', async (t) => {
	const { effects, process } = run([launch(0), { type: 'stop', at: 1 }, spawned(2)]);
	t.equal(process.state, 'STOPPING');
	t.strictSame(effects.at(-1), { type: 'signal', signal: 15, group: false });
	t.equal(
		run([launch(0), { type: 'stop', at: 1 }, { type: 'notSpawned', at: 2, error: 'EAGAIN', status: exit(127) }]).process
			.state,
		'STOPPED',
	);
});

t.test('it is killed when it exists where stopwaitsecs were over before that', async (t) => {
	const { effects } = run([launch(0), { type: 'stop', at: 1 }, { type: 'overdue', at: 10_001 }, spawned(10_002)]);
	t.strictSame(effects.at(-1), { type: 'signal', signal: 9, group: false });
});

t.test('killasgroup kills the group, also where stopasgroup does not', async (t) => {
	const policy = processConfig({ stopasgroup: false, killasgroup: true });
	const { effects } = run([launch(0), spawned(0), { type: 'stop', at: 1 }, { type: 'overdue', at: 10_001 }], policy);
	t.strictSame(
		effects.filter((effect) => effect.type === 'signal'),
		[
			{ type: 'signal', signal: 15, group: false },
			{ type: 'signal', signal: 9, group: true },
		],
	);
});

t.test('what a killed leader leaves behind is not asked again, but killed', async (t) => {
	const stopped: ProcessEvent[] = [launch(0), spawned(0), { type: 'stop', at: 1 }, { type: 'overdue', at: 10_001 }];
	t.strictSame(run([...stopped, exited(10_002, 0, true)]).effects.at(-1), { type: 'sweep', signal: 9 });
});

t.test('a new start knows nothing of how the last one ended', async (t) => {
	const policy = processConfig({ startsecs: 0 });
	const { process } = run([launch(0), spawned(0), exited(5000, 3), launch(5000)], policy);
	t.equal(process.exit, undefined);
	t.equal(process.exitedAt, undefined);
});

t.test('EXITED and stop: a planned restart is called off', async (t) => {
	const policy = processConfig({ startsecs: 0, autorestart: 'always' });
	const waiting = run([launch(0), spawned(0), exited(10)], policy).process;
	t.equal(waiting.dueAt, 1000);
	const { process, effects } = run([{ type: 'stop', at: 20 }], policy, waiting);
	t.equal(process.dueAt, undefined);
	t.match(effects, [{ type: 'disarm' }]);
});

t.test('a oneshot that is done is not started again, whatever autorestart says', async (t) => {
	const policy = processConfig({ type: 'oneshot', autorestart: 'always' });
	t.equal(run([launch(0), spawned(0), exited(10, 0)], policy).process.dueAt, undefined);
});

t.test('BACKOFF and stop: STOPPED, and no retry', async (t) => {
	const { process, effects } = run([launch(0), spawned(0), exited(1), { type: 'stop', at: 2 }]);
	t.strictSame(effects.at(-1), { type: 'disarm' });
	t.equal(process.state, 'STOPPED');
	t.equal(process.dueAt, undefined);
	t.equal(process.failures, 0);
});

t.test('what a crash leaves behind is killed before the state changes', async (t) => {
	const crashed = run([launch(0), spawned(0), { type: 'stayedUp', at: 1000 }, exited(2000, 1, true)]);
	t.equal(crashed.process.state, 'RUNNING');
	t.equal(crashed.process.ready, false);
	t.strictSame(crashed.effects.at(-1), { type: 'sweep', signal: 9 });
	t.equal(run([{ type: 'gone', at: 2001 }], processConfig(), crashed.process).process.state, 'EXITED');
});

t.test('what a stopped leader leaves behind gets the stop signal first, and SIGKILL when time is over', async (t) => {
	const { effects, process } = run([
		launch(0),
		spawned(0),
		{ type: 'stop', at: 10 },
		exited(20, 0, true),
		{ type: 'overdue', at: 10_010 },
		{ type: 'gone', at: 10_011 },
	]);
	t.strictSame(
		effects.filter((effect) => effect.type === 'sweep'),
		[
			{ type: 'sweep', signal: 15 },
			{ type: 'sweep', signal: 9 },
		],
	);
	t.equal(process.state, 'STOPPED');
});

t.test('a probe makes it ready, also before startsecs; without an answer it is RUNNING and not ready', async (t) => {
	const policy = processConfig({ readiness: { type: 'listen', port: 80 } });
	const early = run([launch(0), spawned(0), { type: 'ready', at: 50 }], policy).process;
	t.strictSame([early.state, early.ready], ['STARTING', true]);
	const late = run([launch(0), spawned(0), { type: 'stayedUp', at: 1000 }], policy).process;
	t.strictSame([late.state, late.ready], ['RUNNING', false]);
});

t.test('is UNKNOWN when it cannot be signalled, and recovers with its death', async (t) => {
	const lost = run([launch(0), spawned(0), { type: 'stop', at: 1 }, { type: 'signalFailed', at: 1, error: 'EPERM' }]);
	t.equal(lost.process.state, 'UNKNOWN');
	t.equal(lost.process.pid, 42);
	t.equal(run([exited(50)], processConfig(), lost.process).process.state, 'STOPPED');
	const refused: ProcessEvent = { type: 'signalFailed', at: 1, error: 'EPERM' };
	const ill = run([launch(0), spawned(0), unhealthy(1), refused, exited(50)]).process;
	t.match(ill, { state: 'BACKOFF', relapses: 1, dueAt: 1050 }, 'what was unhealthy is still a failed start');
});

t.test('what is unhealthy is stopped, and is a failed start then: BACKOFF with a delay, and a reason', async (t) => {
	const policy = processConfig({ startsecs: 0, stopsignal: 3, stopwaitsecs: 5 });
	const ailing = run([launch(0), spawned(0), unhealthy(5000)], policy);
	t.match(ailing.process, { state: 'STOPPING', wanted: 'up', ready: false, ailment: 'HTTP 503' });
	t.strictSame(
		ailing.effects.filter(({ type }) => type === 'signal' || type === 'arm'),
		[
			{ type: 'signal', signal: 3, group: false },
			{ type: 'arm', timer: 'overdue', at: 10_000 },
		],
	);
	const { process, states, effects } = run([exited(5100, 0)], policy, ailing.process);
	t.strictSame(states, ['BACKOFF']);
	t.match(process, { pid: 0, relapses: 1, failures: 0, ailment: '', spawnError: 'Unhealthy: HTTP 503', dueAt: 6100 });
	t.strictSame(effects.at(-1), { type: 'arm', timer: 'retry', at: 6100 });
	t.match(
		effects.find((effect) => effect.type === 'publish' && effect.notice.type === 'state'),
		{ notice: { from: 'STOPPING', to: 'BACKOFF', tries: 1, ailment: 'HTTP 503', pid: 42 } },
	);
});

t.test('while it starts as well, but not before it exists nor when its leader is gone', async (t) => {
	t.equal(run([launch(0), spawned(0), unhealthy(10, 'startup')]).process.state, 'STOPPING');
	t.equal(run([launch(0), unhealthy(10)]).process.state, 'STARTING');
	const sweeping = run([launch(0), spawned(0), { type: 'stayedUp', at: 1000 }, exited(2000, 1, true), unhealthy(2001)]);
	t.match(sweeping.process, { state: 'RUNNING', ailment: '' });
});

t.test('is killed where it does not stop, and so is what it leaves behind', async (t) => {
	const { effects, process } = run([
		launch(0),
		spawned(0),
		unhealthy(100),
		{ type: 'overdue', at: 10_100 },
		exited(10_101, 0, true),
		{ type: 'gone', at: 10_102 },
	]);
	t.strictSame(
		effects.filter(({ type }) => type === 'signal' || type === 'sweep'),
		[
			{ type: 'signal', signal: 15, group: false },
			{ type: 'signal', signal: 9, group: false },
			{ type: 'sweep', signal: 9 },
		],
	);
	t.equal(process.state, 'BACKOFF');
});

/** Starts and falls ill `times` times; `between` happens while it is up. */
function relapse(times: number, policy: Policy, between: (at: number) => ProcessEvent[] = () => [], upMs = 1000) {
	let process = up();
	let at = 0;
	const waits: number[] = [];
	for (let start = 1; start <= times; start++) {
		const ill = at + upMs;
		({ process } = run([launch(at), spawned(at), ...between(at), unhealthy(ill), exited(ill)], policy, process));
		if (process.dueAt === undefined) break;
		waits.push(process.dueAt - ill);
		at = process.dueAt;
	}
	return { process, waits };
}

t.test('FATAL after startretries + 1 restarts for ill health in a row, however long each took', async (t) => {
	const policy = processConfig({ startretries: 3, startsecs: 0 });
	const { process, waits } = relapse(9, policy);
	t.strictSame(waits, [1000, 2000, 3000]);
	t.match(process, { state: 'FATAL', relapses: 0, spawnError: 'Unhealthy: HTTP 503' });
	const patient = processConfig({ startretries: 3, startsecs: 0, restartBackoff: 'exponential' });
	t.strictSame(relapse(9, patient).waits, [1000, 2000, 4000]);
});

t.test('but not where it was healthy in between, or up for ten minutes', async (t) => {
	const policy = processConfig({ startretries: 3, startsecs: 0 });
	const healthy = (at: number): ProcessEvent[] => [{ type: 'healthy', at: at + 500 }];
	t.strictSame(relapse(9, policy, healthy).waits, Array(9).fill(1000));
	t.strictSame(relapse(9, policy, undefined, 600_000).waits, Array(9).fill(1000));
	t.strictSame(relapse(9, policy, undefined, 599_999).waits, [1000, 2000, 3000]);
});

t.test('what takes too much memory is started again, ever later, and never given up for that', async (t) => {
	for (const startretries of [0, 3]) {
		const policy = processConfig({ startretries });
		let process = up();
		let at = 0;
		const delays: number[] = [];
		for (let restart = 0; restart < 8; restart++) {
			({ process } = run(
				[launch(at), spawned(at), unhealthy(at + 5000, 'memory'), exited(at + 6000)],
				policy,
				process,
			));
			t.equal(process.state, 'BACKOFF');
			delays.push((process.dueAt ?? 0) - at - 6000);
			at = process.dueAt ?? 0;
		}
		t.strictSame(delays, startretries === 0 ? Array(8).fill(1000) : [1000, 2000, 3000, 3000, 3000, 3000, 3000, 3000]);
	}
});

t.test('a stop wins over the restart of what is unhealthy', async (t) => {
	const ailing = run([launch(0), spawned(0), unhealthy(100)]).process;
	const { process, states } = run([{ type: 'stop', at: 200 }, exited(300)], processConfig(), ailing);
	t.strictSame(states, ['STOPPED']);
	t.match(process, { wanted: 'down', ailment: '', relapses: 0, dueAt: undefined, spawnError: '' });
	const backoff = run([exited(300)], processConfig(), ailing).process;
	t.match(run([{ type: 'stop', at: 400 }], processConfig(), backoff).process, { state: 'STOPPED', dueAt: undefined });
});

t.test('a shutdown with less time hurries what is being restarted for ill health', async (t) => {
	const { effects } = run([launch(0), spawned(0), unhealthy(100), { type: 'stop', at: 200, withinMs: 700 }]);
	t.strictSame(effects.at(-1), { type: 'arm', timer: 'overdue', at: 900 });
});

t.test('with autorestart=false it is stopped, and stays EXITED', async (t) => {
	const policy = processConfig({ autorestart: 'never', startsecs: 0 });
	const { process, states, effects } = run([launch(0), spawned(0), unhealthy(100), exited(200, 0)], policy);
	t.strictSame(states, ['STARTING', 'RUNNING', 'STOPPING', 'EXITED']);
	t.match(effects.at(-2), { notice: { to: 'EXITED', expected: false } }, 'though it exited with 0');
	t.match(process, { dueAt: undefined, ailment: '', completed: false, spawnError: 'Unhealthy: HTTP 503' });
});

t.test('the loss of readiness is told once, and touches nothing else', async (t) => {
	const policy = processConfig({ readiness: { type: 'listen', port: 80 }, startsecs: 0 });
	const unready: ProcessEvent = { type: 'unready', at: 60, reason: 'HTTP 500' };
	const ready = run([launch(0), spawned(0), { type: 'ready', at: 50 }], policy).process;
	const { process, effects } = run([unready, unready], policy, ready);
	t.strictSame(process, { ...ready, ready: false });
	t.strictSame(effects, [{ type: 'publish', notice: { type: 'unready', pid: 42, reason: 'HTTP 500' } }]);
	t.equal(run([{ type: 'ready', at: 70 }], policy, process).process.ready, true);
});

t.test('with a startup probe alone it is ready when that has succeeded', async (t) => {
	const policy = processConfig({ startup: { type: 'listen', port: 80 } });
	const running = run([launch(0), spawned(0), { type: 'stayedUp', at: 1000 }], policy);
	t.match(running.process, { state: 'RUNNING', ready: false });
	t.ok(running.effects.some(({ type }) => type === 'watchHealth'));
});

t.test('late and repeated events change nothing', async (t) => {
	const every: ProcessEvent[] = [
		spawned(9),
		{ type: 'notSpawned', at: 9, error: 'x', status: exit(127) },
		{ type: 'stayedUp', at: 9 },
		{ type: 'ready', at: 9 },
		{ type: 'unready', at: 9, reason: 'x' },
		{ type: 'unhealthy', at: 9, cause: 'liveness', reason: 'x' },
		{ type: 'healthy', at: 9 },
		exited(9),
		{ type: 'gone', at: 9 },
		{ type: 'overdue', at: 9 },
		{ type: 'hasten', at: 9 },
		{ type: 'signalFailed', at: 9, error: 'x' },
		{ type: 'judged', at: 9 },
	];
	for (const state of PROCESS_STATES.filter((state) => isStartable(state) && state !== 'BACKOFF')) {
		const process = { ...up(), state };
		for (const event of every) {
			t.strictSame(step(process, event, processConfig()), { process, effects: [] }, `${event.type} in ${state}`);
		}
	}
	const stopping = { ...up(), state: 'STOPPING', wanted: 'down' } as const;
	t.strictSame(step(stopping, { type: 'launch', at: 1 }, processConfig()).process, stopping);
	t.strictSame(step(stopping, { type: 'stop', at: 1 }, processConfig()).process, stopping);
});

t.test('no state but those without a living process can be launched', async (t) => {
	for (const state of PROCESS_STATES) {
		t.equal(TRANSITIONS[state].launch !== undefined, isStartable(state), state);
	}
});

t.test('delays grow linearly or exponentially up to their limit, with jitter on top', async (t) => {
	const delays = (policy: Policy) => [1, 2, 3, 4, 5].map((failures) => restartDelayMs(failures, policy, 7));
	t.strictSame(delays(processConfig()), [1000, 2000, 3000, 4000, 5000]);
	t.strictSame(delays(processConfig({ restartBackoff: 'exponential' })), [1000, 2000, 4000, 8000, 16000]);
	t.strictSame(delays(processConfig({ restartDelayMaxMs: 2500 })), [1000, 2000, 2500, 2500, 2500]);
	const jittered = processConfig({ restartJitter: 0.5 });
	for (const [index, delay] of delays(jittered).entries()) {
		const base = (index + 1) * 1000;
		t.ok(delay >= base && delay < base * 1.5, `${delay} of ${base}`);
	}
	t.not(restartDelayMs(1, jittered, 7), restartDelayMs(1, jittered, 8), 'another pod, another delay');
});

t.test('says whether a signal goes to the whole process group', async (t) => {
	for (const [stopasgroup, killasgroup] of [
		[false, true],
		[true, true],
		[false, false],
	] as const) {
		const { effects } = run(
			[launch(0), spawned(0), { type: 'stop', at: 10 }, { type: 'overdue', at: 10_010 }],
			processConfig({ stopasgroup, killasgroup }),
		);
		const killings = effects.flatMap((effect) =>
			effect.type === 'publish' && effect.notice.type === 'killing' ? [effect.notice.group] : [],
		);
		t.same(killings, [stopasgroup, killasgroup]);
	}
});
