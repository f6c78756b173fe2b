import t from 'tap';
import { makePlan } from '../../src/supervision/plan.ts';
import { supervise } from '../../src/supervision/supervise.ts';
import { newWorld } from '../../src/supervision/world.ts';
import type { WorldEvent } from '../../src/supervision/world-event.ts';
import { podConfig, processConfig } from '../fixtures/configs.ts';
import { type Script, SimulatedPod } from './simulated-pod.ts';

const STEADY: Script = {
	spawnLatency: 0,
	outcome: 'runs',
	livesFor: undefined,
	exitCode: 0,
	stopsAfter: 10,
	readyAfter: 300,
	leftovers: 'none',
	unsignallable: false,
};

const auth = processConfig({ name: 'auth', priority: 10 });
const user = processConfig({ name: 'user', priority: 20 });
const nginx = processConfig({ name: 'nginx', priority: 30 });
const listen = { type: 'listen', port: 80 } as const;

function order(pod: SimulatedPod, to: string): string[] {
	return pod.published.filter((change) => change.to === to).map(({ at, process }) => `${process}@${at}`);
}

t.test('starts in the order of priority without waiting, as supervisord does', async (t) => {
	const pod = new SimulatedPod(podConfig([nginx, user, auth]), () => STEADY);
	pod.at(0, { type: 'boot' });
	pod.run();
	t.strictSame(order(pod, 'STARTING'), ['auth:auth@0', 'user:user@0', 'nginx:nginx@0']);
});

t.test('with start_order=ready each priority waits until the one before is ready', async (t) => {
	const pods = [auth, { ...user, readiness: listen }, nginx];
	const pod = new SimulatedPod(podConfig(pods, { startOrder: 'ready' }), () => STEADY);
	pod.at(0, { type: 'boot' });
	pod.run();
	t.strictSame(order(pod, 'STARTING'), ['auth:auth@0', 'user:user@1000', 'nginx:nginx@1300']);
});

t.test('with start_order=ready it is told once that a program waits for its turn', async (t) => {
	const quick = [auth, user, nginx].map((process) => ({ ...process, startsecs: 0 }));
	let world = newWorld(makePlan(podConfig(quick, { startOrder: 'ready' })), 1);
	const told: string[] = [];
	const turn = (event: WorldEvent): void => {
		const { world: next, effects } = supervise(world, event);
		world = next;
		for (const effect of effects) {
			if (effect.type === 'publish' && effect.notice.type === 'waiting') told.push(effect.notice.process);
		}
	};
	turn({ type: 'boot', at: 0 });
	for (const [index, process] of ['auth:auth', 'user:user', 'nginx:nginx'].entries()) {
		turn({ type: 'spawned', at: 1, process, generation: 1, pid: 100 + index });
	}
	t.equal(world.processes.get('nginx:nginx')?.state, 'RUNNING');
	t.strictSame(told, ['user:user', 'nginx:nginx']);
});

t.test('with start_order=ready a FATAL holds up all that come after it', async (t) => {
	const broken: Script = { ...STEADY, outcome: 'notSpawned' };
	const pod = new SimulatedPod(podConfig([auth, user], { startOrder: 'ready' }), () => broken);
	pod.at(0, { type: 'boot' });
	pod.run();
	t.equal(pod.state('auth:auth'), 'FATAL');
	t.equal(pod.state('user:user'), 'STOPPED');
});

t.test('waits for what a program depends on, whatever its priority', async (t) => {
	const dependsOn = [{ name: 'migrate', processes: ['migrate:migrate'], condition: 'completed' as const }];
	const migrate = processConfig({ name: 'migrate', priority: 900, type: 'oneshot' });
	const pod = new SimulatedPod(podConfig([{ ...auth, dependsOn }, migrate]), (key) =>
		key === 'migrate:migrate' ? { ...STEADY, livesFor: 4000 } : STEADY,
	);
	pod.at(0, { type: 'boot' });
	pod.run();
	t.strictSame(order(pod, 'STARTING'), ['migrate:migrate@0', 'auth:auth@4000']);
});

t.test('stops group by group in reverse, each wholly down before the next is asked', async (t) => {
	const pod = new SimulatedPod(podConfig([auth, user, nginx]), () => STEADY);
	pod.at(0, { type: 'boot' });
	pod.at(5000, { type: 'shutdown', intent: 'exit', reason: 'SIGTERM' });
	pod.run();
	t.strictSame(order(pod, 'STOPPED'), ['nginx:nginx@5010', 'user:user@5020', 'auth:auth@5030']);
	t.equal(pod.end?.exitCode, 0);
});

t.test('asks the members of a group together', async (t) => {
	const members = ['a', 'b', 'c'].map((name, index) => processConfig({ name, group: 'g', priority: index }));
	const pod = new SimulatedPod(podConfig(members), () => STEADY);
	pod.at(0, { type: 'boot' });
	pod.at(5000, { type: 'shutdown', intent: 'exit', reason: 'SIGTERM' });
	pod.run();
	t.strictSame(order(pod, 'STOPPING'), ['g:c@5000', 'g:b@5000', 'g:a@5000']);
});

t.test('shares the shutdown budget: a layer that stops quickly leaves its time to the others', async (t) => {
	const pod = new SimulatedPod(podConfig([auth, user, nginx], { shutdownTimeoutMs: 9000 }), (key) => ({
		...STEADY,
		stopsAfter: key === 'nginx:nginx' ? 10 : undefined,
	}));
	pod.at(0, { type: 'boot' });
	pod.at(5000, { type: 'shutdown', intent: 'exit', reason: 'SIGTERM' });
	pod.run();
	t.strictSame(order(pod, 'STOPPED'), ['nginx:nginx@5010', 'user:user@9505', 'auth:auth@14000']);
});

t.test('kills nobody before its stopwaitsecs where the budget has room for all', async (t) => {
	const patient = [auth, user].map((process) => ({ ...process, stopwaitsecs: 4 }));
	const pod = new SimulatedPod(podConfig(patient, { shutdownTimeoutMs: 9000 }), () => ({
		...STEADY,
		stopsAfter: 3999,
	}));
	pod.at(0, { type: 'boot' });
	pod.at(5000, { type: 'shutdown', intent: 'exit', reason: 'SIGTERM' });
	pod.run();
	t.strictSame(pod.asked, ['user:user', 'auth:auth'], 'one signal each, no SIGKILL');
});

t.test('a second signal kills what is left, still in order', async (t) => {
	const pod = new SimulatedPod(podConfig([auth, user]), () => ({ ...STEADY, stopsAfter: undefined }));
	pod.at(0, { type: 'boot' });
	pod.at(5000, { type: 'shutdown', intent: 'exit', reason: 'SIGTERM' });
	pod.at(5500, { type: 'hasten' });
	pod.run();
	t.strictSame(order(pod, 'STOPPED'), ['user:user@5500', 'auth:auth@5500']);
});

t.test('ends the pod with the exit code of a critical program, and names it', async (t) => {
	const cases = [
		{ critical: 'on-exit', script: { livesFor: 2000, exitCode: 7 }, exitCode: 7, at: 2010 },
		{ critical: 'on-exit', script: { livesFor: 2000, exitCode: 0 }, exitCode: 0, at: 2010 },
		{ critical: 'on-fatal', script: { livesFor: 10, exitCode: 3 }, exitCode: 3, at: 6050 },
		{ critical: 'on-fatal', script: { livesFor: 10, exitCode: 0 }, exitCode: 1, at: 6050 },
		{ critical: 'on-fatal', script: { outcome: 'notSpawned' }, exitCode: 127, at: 6010 },
	] as const;
	for (const { critical, script, exitCode, at } of cases) {
		const pod = new SimulatedPod(podConfig([{ ...auth, critical }, user]), (key) =>
			key === 'auth:auth' ? { ...STEADY, ...script } : STEADY,
		);
		pod.at(0, { type: 'boot' });
		pod.run(20_000);
		t.hasStrict(pod.end, { exitCode, culprit: 'auth:auth', intent: 'exit' }, `${critical} ${JSON.stringify(script)}`);
		t.equal(pod.endedAt, at);
	}
});

const ILL: Script = { ...STEADY, findings: [{ after: 5000, type: 'unhealthy' }] };
const alive = { ...auth, liveness: listen, stopwaitsecs: 1 };

t.test('what is unhealthy is started again by the ordinary policy until it is FATAL', async (t) => {
	const pod = new SimulatedPod(podConfig([{ ...alive, startretries: 2 }, user]), (key) =>
		key === 'auth:auth' ? ILL : STEADY,
	);
	pod.at(0, { type: 'boot' });
	pod.run();
	t.strictSame(order(pod, 'BACKOFF'), ['auth:auth@5010', 'auth:auth@11020', 'auth:auth@18030']);
	t.strictSame(order(pod, 'FATAL'), ['auth:auth@18030']);
	t.strictSame(pod.alive, ['user:user'], 'and nobody else is touched');
	t.equal(pod.world.processes.get('auth:auth')?.spawnError, 'Unhealthy: fails');
});

t.test('a critical program that is FATAL for ill health ends the pod, which did not end well', async (t) => {
	const cases = [
		{ critical: 'on-fatal', reason: 'entered FATAL state: unhealthy (fails)', at: 10_020 + 1000 },
		{ critical: 'on-exit', reason: 'was stopped: unhealthy (fails)', at: 5010 },
	] as const;
	for (const { critical, reason, at } of cases) {
		const told: string[] = [];
		const pod = new SimulatedPod(podConfig([{ ...alive, startretries: 1, critical }]), () => ILL);
		pod.onNotice = (notice) => {
			if (notice.type === 'shutdown') told.push(notice.reason);
		};
		pod.at(0, { type: 'boot' });
		pod.run();
		t.strictSame(told, [`critical process 'auth' ${reason}`]);
		t.hasStrict(pod.end, { exitCode: 1, culprit: 'auth:auth', intent: 'exit' });
		t.equal(pod.endedAt, at);
	}
});

t.test('a stop, or a shutdown, wins over the restart of what is unhealthy', async (t) => {
	for (const command of [
		{ type: 'stop', process: 'auth:auth' },
		{ type: 'shutdown', intent: 'exit', reason: 'SIGTERM' },
	] as const) {
		for (const at of [5000, 5001, 5005, 5010, 5500, 6009]) {
			const pod = new SimulatedPod(podConfig([alive]), () => ILL);
			pod.at(0, { type: 'boot' });
			pod.at(at, command);
			pod.run();
			t.strictSame(order(pod, 'STARTING'), ['auth:auth@0'], `${command.type} at ${at}`);
			t.equal(pod.state('auth:auth'), 'STOPPED');
		}
	}
});

t.test('in a shutdown nobody is stopped out of turn for ill health', async (t) => {
	const dependsOn = [{ name: 'auth', processes: ['auth:auth'], condition: 'started' as const }];
	const pod = new SimulatedPod(podConfig([alive, { ...user, dependsOn }]), (key) =>
		key === 'auth:auth' ? ILL : { ...STEADY, stopsAfter: 3000 },
	);
	pod.at(0, { type: 'boot' });
	pod.at(4000, { type: 'shutdown', intent: 'exit', reason: 'SIGTERM' });
	pod.run();
	t.strictSame(order(pod, 'STOPPED'), ['user:user@7000', 'auth:auth@7010']);
	t.strictSame(order(pod, 'STOPPING'), ['user:user@4000', 'auth:auth@7000']);
});

t.test('dependants wait until what they need is healthy again, and those that run are left alone', async (t) => {
	const dependsOn = [{ name: 'auth', processes: ['auth:auth'], condition: 'ready' as const }];
	const late = processConfig({ name: 'late', autostart: false, dependsOn });
	const pod = new SimulatedPod(
		podConfig([{ ...alive, readiness: listen }, { ...user, dependsOn }, late]),
		(key, spawn) => (key === 'auth:auth' && spawn === 0 ? ILL : STEADY),
	);
	pod.at(0, { type: 'boot' });
	pod.at(5500, { type: 'start', process: 'late:late' });
	pod.run();
	t.strictSame(order(pod, 'STARTING'), ['auth:auth@0', 'user:user@300', 'auth:auth@6010', 'late:late@6310']);
	t.strictSame(order(pod, 'STOPPING'), ['auth:auth@5000']);
});

t.test('stop, or a shutdown, of a critical program does not count as its end', async (t) => {
	const pod = new SimulatedPod(podConfig([{ ...auth, critical: 'on-exit' }, user]), () => ({ ...STEADY, exitCode: 9 }));
	pod.at(0, { type: 'boot' });
	pod.at(3000, { type: 'stop', process: 'auth:auth' });
	pod.run();
	t.equal(pod.end, undefined);
	pod.at(9000, { type: 'shutdown', intent: 'exit', reason: 'SIGTERM' });
	pod.run();
	t.equal(pod.end?.exitCode, 0);
});

t.test('start while it is stopping is a restart', async (t) => {
	const pod = new SimulatedPod(podConfig([auth]), () => ({ ...STEADY, stopsAfter: 700 }));
	pod.at(0, { type: 'boot' });
	pod.at(3000, { type: 'stop', process: 'auth:auth' });
	pod.at(3001, { type: 'start', process: 'auth:auth' });
	pod.run();
	t.strictSame(order(pod, 'STARTING'), ['auth:auth@0', 'auth:auth@3700']);
});

t.test('a SIGTERM during a restart of the pod makes it an exit', async (t) => {
	const pod = new SimulatedPod(podConfig([auth]), () => ({ ...STEADY, stopsAfter: 700 }));
	pod.at(0, { type: 'boot' });
	pod.at(3000, { type: 'shutdown', intent: 'restart', reason: 'SIGHUP' });
	pod.at(3100, { type: 'shutdown', intent: 'exit', reason: 'SIGTERM' });
	pod.run();
	t.equal(pod.end?.intent, 'exit');
});

t.test('a second SIGTERM does not hide whose end it was', async (t) => {
	const pods = [{ ...auth, critical: 'on-exit' as const, autorestart: 'never' as const }, user];
	const pod = new SimulatedPod(podConfig(pods), (key) =>
		key === 'auth:auth' ? { ...STEADY, livesFor: 3000, exitCode: 3 } : { ...STEADY, stopsAfter: 700 },
	);
	pod.at(0, { type: 'boot' });
	pod.at(3100, { type: 'shutdown', intent: 'exit', reason: 'SIGTERM' });
	pod.run();
	t.match(pod.end, { intent: 'exit', exitCode: 3, culprit: 'auth:auth' });
});

t.test('a critical program that ends during a restart of the pod does not make it an exit', async (t) => {
	const pods = [{ ...auth, critical: 'on-exit' as const }, user];
	const pod = new SimulatedPod(podConfig(pods), (key) =>
		key === 'auth:auth' ? { ...STEADY, livesFor: 3300, exitCode: 3 } : { ...STEADY, stopsAfter: 700 },
	);
	pod.at(0, { type: 'boot' });
	pod.at(3000, { type: 'shutdown', intent: 'restart', reason: 'SIGHUP' });
	pod.run();
	t.match(pod.end, { intent: 'restart', exitCode: 0 });
});

t.test('with start_order=ready one that is stopped holds up nobody', async (t) => {
	const pod = new SimulatedPod(podConfig([{ ...auth, readiness: listen }, user], { startOrder: 'ready' }), () => ({
		...STEADY,
		readyAfter: undefined,
	}));
	pod.at(0, { type: 'boot' });
	pod.at(5000, { type: 'stop', process: 'auth:auth' });
	pod.run();
	t.strictSame(order(pod, 'STARTING'), ['auth:auth@0', 'user:user@5000']);
});

t.test('with start_order=ready what is not of the boot starts when it is asked to', async (t) => {
	const pods = [
		{ ...auth, readiness: listen },
		{ ...nginx, autostart: false },
	];
	const pod = new SimulatedPod(podConfig(pods, { startOrder: 'ready' }), () => ({ ...STEADY, readyAfter: undefined }));
	pod.at(0, { type: 'boot' });
	pod.at(5000, { type: 'start', process: 'nginx:nginx' });
	pod.run();
	t.strictSame(order(pod, 'STARTING'), ['auth:auth@0', 'nginx:nginx@5000']);
});

t.test('a oneshot that is done counts as started', async (t) => {
	const migrate = processConfig({ name: 'migrate', type: 'oneshot' });
	const dependsOn = [{ name: 'migrate', processes: ['migrate:migrate'], condition: 'started' as const }];
	const pod = new SimulatedPod(podConfig([migrate, { ...auth, dependsOn, autostart: false }]), (key) =>
		key === 'migrate:migrate' ? { ...STEADY, livesFor: 1000 } : STEADY,
	);
	pod.at(0, { type: 'boot' });
	pod.at(5000, { type: 'start', process: 'auth:auth' });
	pod.run();
	t.strictSame(order(pod, 'STARTING'), ['migrate:migrate@0', 'auth:auth@5000']);
});

t.test('what an earlier generation did changes nothing for the present one', async (t) => {
	const start: WorldEvent[] = [
		{ type: 'boot', at: 0 },
		{ type: 'spawned', at: 0, process: 'auth:auth', generation: 1, pid: 7 },
		{ type: 'timer', at: 1000, process: 'auth:auth', generation: 1, timer: 'stayedUp' },
		{
			type: 'exited',
			at: 5000,
			process: 'auth:auth',
			generation: 1,
			status: { type: 'code', code: 1 },
			leftovers: false,
		},
		{ type: 'spawned', at: 5000, process: 'auth:auth', generation: 2, pid: 8 },
	];
	let world = newWorld(makePlan(podConfig([{ ...auth, autorestart: 'always' }])), 1);
	for (const event of start) ({ world } = supervise(world, event));
	t.match(world.processes.get('auth:auth'), { state: 'STARTING', generation: 2, pid: 8 });
	for (const late of start.slice(1, 4)) {
		const turn = supervise(world, { ...late, at: 5100 } as WorldEvent);
		t.strictSame(turn.world.processes, world.processes, late.type);
		t.strictSame(turn.effects, [], late.type);
	}
});

t.test('the same world and event give the same turn', async (t) => {
	const pod = new SimulatedPod(podConfig([auth]), () => STEADY);
	const before = structuredClone({ processes: pod.world.processes });
	pod.at(0, { type: 'boot' });
	const world = pod.world;
	pod.run();
	t.strictSame({ processes: world.processes }, before, 'a turn leaves the world before it as it was');
});
