import t from 'tap';
import { makePlan } from '../../src/supervision/plan.ts';
import { supervise } from '../../src/supervision/supervise.ts';
import { newWorld } from '../../src/supervision/world.ts';
import { podConfig, processConfig } from '../fixtures/configs.ts';
import { type Script, SimulatedPod } from './simulated-pod.ts';

const STAYS: Script = {
	spawnLatency: 0,
	outcome: 'runs',
	livesFor: undefined,
	exitCode: 0,
	stopsAfter: 10,
	readyAfter: undefined,
	leftovers: 'none',
	unsignallable: false,
};

t.test('a process that is added comes up, and the others do not notice', async (t) => {
	const both = podConfig([processConfig({ name: 'a' }), processConfig({ name: 'b' })]);
	const pod = new SimulatedPod(both, () => STAYS);
	pod.at(0, { type: 'boot' });
	pod.at(2000, { type: 'stop', process: 'b:b' });
	pod.at(3000, { type: 'remove', process: 'b:b' });
	pod.run(3500);
	t.strictSame([...pod.world.processes.keys()], ['a:a']);
	const before = pod.world.processes.get('a:a');
	pod.at(4000, { type: 'add', process: 'b:b' });
	pod.run(6000);
	t.equal(pod.state('b:b'), 'RUNNING');
	t.equal(pod.world.processes.get('a:a'), before);
});

t.test('a process that was removed is forgotten: an event of it means nothing to its successor', async (t) => {
	const config = podConfig([processConfig({ name: 'a', autostart: false })]);
	const plan = makePlan(config);
	let world = newWorld(plan, 1);
	const happen = (event: Parameters<typeof supervise>[1]): void => {
		world = supervise(world, event).world;
	};
	const status = { type: 'code', code: 0 } as const;
	happen({ type: 'start', at: 0, process: 'a:a' });
	happen({ type: 'spawned', at: 0, process: 'a:a', generation: 1, pid: 10 });
	happen({ type: 'stop', at: 1, process: 'a:a' });
	happen({ type: 'exited', at: 2, process: 'a:a', generation: 1, status, leftovers: false });
	happen({ type: 'replan', at: 3, plan: makePlan(podConfig([])), launch: [] });
	t.equal(world.processes.size, 0);
	happen({ type: 'replan', at: 4, plan, launch: ['a:a'] });
	const { generation } = world.processes.get('a:a') ?? {};
	t.equal(generation, 2, 'it goes on counting');
	happen({ type: 'spawned', at: 5, process: 'a:a', generation: 2, pid: 11 });
	happen({ type: 'exited', at: 6, process: 'a:a', generation: 1, status, leftovers: false });
	t.match(world.processes.get('a:a'), { state: 'STARTING', pid: 11 });
});

t.test('a timer of a process that is removed is disarmed', async (t) => {
	const config = podConfig([processConfig({ name: 'a' })]);
	let world = newWorld(makePlan(config), 1);
	const status = { type: 'code', code: 127 } as const;
	world = supervise(world, { type: 'boot', at: 0 }).world;
	const failed = { type: 'notSpawned', at: 0, process: 'a:a', generation: 1, error: 'cannot', status } as const;
	world = supervise(world, failed).world;
	world = supervise(world, { type: 'stop', at: 1, process: 'a:a' }).world;
	const { effects } = supervise(world, { type: 'replan', at: 2, plan: makePlan(podConfig([])), launch: [] });
	t.strictSame(effects, [{ type: 'disarm', process: 'a:a' }]);
});

t.test('what is alive cannot be forgotten', async (t) => {
	let world = newWorld(makePlan(podConfig([processConfig({ name: 'a' })])), 1);
	world = supervise(world, { type: 'boot', at: 0 }).world;
	const without = { type: 'replan', at: 1, plan: makePlan(podConfig([])), launch: [] } as const;
	t.throws(() => supervise(world, without), { message: "cannot forget 'a': it is STARTING" });
});

t.test('a shutdown goes on with the plan it began with', async (t) => {
	const config = podConfig([processConfig({ name: 'a', autostart: false })]);
	let world = newWorld(makePlan(config), 1);
	world = supervise(world, { type: 'start', at: 0, process: 'a:a' }).world;
	world = supervise(world, { type: 'shutdown', at: 1, intent: 'exit', reason: 'test' }).world;
	const { plan } = world;
	world = supervise(world, { type: 'replan', at: 2, plan: makePlan(podConfig([])), launch: [] }).world;
	t.equal(world.plan, plan);
});

t.test('with start_order=ready a listener holds nobody up', async (t) => {
	const listener = processConfig({ name: 'l', kind: 'eventlistener', priority: -1 });
	const config = podConfig([listener, processConfig({ name: 'a', startsecs: 0 })], { startOrder: 'ready' });
	const pod = new SimulatedPod(config, () => STAYS);
	pod.at(0, { type: 'boot' });
	pod.run(0);
	t.equal(pod.state('a:a'), 'RUNNING');
});
