import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { MemoryWatcherConfig, ProcessConfig } from '../../src/config/config.ts';
import type { Observation } from '../../src/events/observation.ts';
import type { FakeScript, FakeSelf } from '../../src/platform/fake/fake-script.ts';
import { createFakeSystem, type FakeSystem } from '../../src/platform/fake/fake-system.ts';
import { podConfig, processConfig } from '../fixtures/configs.ts';
import { type PodOnFake, startPodOnFake } from '../fixtures/pod-on-fake.ts';
import { type Schema, schemaProblems } from '../interfaces/rest/schema-problems.ts';

const MIB = 1024 * 1024;

interface MemoryScene extends PodOnFake {
	readonly system: FakeSystem;
	/** What was seen, in order. */
	readonly seen: readonly Observation[];
	/** The living process that runs this. */
	self(name: string): FakeSelf;
	/** Lets time pass, a look at a time. */
	pass(ms: number): Promise<void>;
	/** The levels that were told, with whose. */
	levels(): string[];
}

const LOG = '/var/log/podvisord.log';

function program(name: string, more: Partial<ProcessConfig> = {}): ProcessConfig {
	return processConfig({ name, command: name, argv: [`/bin/${name}`], ...more });
}

async function startScene(
	processes: readonly ProcessConfig[],
	memoryWatcher: Partial<MemoryWatcherConfig> = {},
	script: FakeScript = () => {},
): Promise<MemoryScene> {
	const selves = new Map<string, FakeSelf>();
	const system = createFakeSystem((self) => {
		selves.set(self.request.argv[0]?.slice('/bin/'.length) ?? '', self);
		script(self);
	});
	for (const { argv } of processes) system.files.put(argv[0] ?? '', '', 0o755);
	const config = podConfig(processes, { logfile: { type: 'file', path: LOG } });
	const pod = startPodOnFake({ ...config, memoryWatcher: { ...config.memoryWatcher, ...memoryWatcher } }, system);
	const seen: Observation[] = [];
	for (const type of ['memory', 'unhealthy', 'state'] as const) {
		pod.session.watch.observations.on(type, (observation) => void seen.push(observation));
	}
	return {
		...pod,
		system,
		seen,
		self(name) {
			const self = selves.get(name);
			if (self === undefined) throw new Error(`${name} was never started`);
			return self;
		},
		async pass(ms) {
			// No look is sooner after another, and each ends within a turn of the real loop.
			for (let passed = 0; passed < ms; passed += 200) {
				system.advance(Math.min(200, ms - passed));
				await setImmediate();
			}
		},
		levels: () =>
			seen.flatMap((each) => (each.type === 'memory' ? [`${each.process?.name ?? 'pod'} ${each.level}`] : [])),
	};
}

function reasons({ seen }: MemoryScene, type: 'memory' | 'unhealthy'): string[] {
	return seen.flatMap((each) => (each.type === type && 'reason' in each ? [each.reason] : []));
}

const BOUNDS = { warningBytes: 150 * MIB, limitBytes: 200 * MIB, action: 'restart' } as const;

t.test(
	'a program that stays above its limit is warned about and restarted, and it is over when it is small',
	async (t) => {
		const scene = await startScene([program('web', { memory: BOUNDS })]);
		await scene.pass(20_000);
		t.strictSame(scene.levels(), []);
		scene.self('web').useMemory(160 * MIB);
		await scene.pass(41_000);
		t.strictSame(scene.levels(), ['web warning']);
		const before = scene.pid('web:web');
		scene.self('web').useMemory(214 * MIB);
		await scene.pass(29_000);
		t.strictSame(scene.levels(), ['web warning'], 'not before it is sustained');
		t.equal(scene.pid('web:web'), before);
		await scene.pass(12_000);
		t.strictSame(scene.levels(), ['web warning', 'web critical']);
		t.strictSame(reasons(scene, 'unhealthy'), ['takes 214 MiB, more than its memory_limit of 200 MiB, for 30 s']);
		await scene.pass(20_000);
		t.equal(scene.state('web:web'), 'RUNNING');
		t.not(scene.pid('web:web'), before, 'another process');
		t.strictSame(scene.levels(), ['web warning', 'web critical', 'web ok']);
		t.match(scene.log(), /memory critical: web takes 214 MiB, more than its memory_limit of 200 MiB/);
		t.equal(scene.session.watch.memory.of('web:web')?.rssBytes, MIB);
	},
);

t.test('with memory_action=alert it is told, and lives on', async (t) => {
	const scene = await startScene([program('web', { memory: { ...BOUNDS, action: 'alert' } })]);
	const before = scene.pid('web:web');
	scene.self('web').useMemory(500 * MIB);
	await scene.pass(100_000);
	t.strictSame(scene.levels(), ['web critical']);
	t.equal(scene.pid('web:web'), before);
});

t.test('the whole tree counts', async (t) => {
	const scene = await startScene([program('web', { memory: BOUNDS })], { sustainedMs: 0 }, (self) => {
		if (self.count === 1) self.fork((child) => child.useMemory(199.5 * MIB), { newSession: true });
	});
	const before = scene.pid('web:web');
	await scene.pass(20_000);
	t.not(scene.pid('web:web'), before);
	t.match(reasons(scene, 'unhealthy')[0], /^takes 201 MiB/);
});

t.test('a pod that watches no memory has no timer for it, and is measured when somebody asks', async (t) => {
	const scene = await startScene([program('web')]);
	await scene.pass(60_000);
	t.equal(scene.system.memory.looks, 0);
	const { memory } = scene.session.watch;
	t.equal(memory.of('web:web'), undefined);
	scene.system.memory.podMemory = { usedBytes: 3, limitBytes: 4, source: 'cgroup-v2' };
	await Promise.all([memory.refresh(0), memory.refresh(0)]);
	t.equal(scene.system.memory.looks, 1, 'who asks at the same time is answered by one look');
	t.match(memory.of('web:web'), { rssBytes: MIB, processes: 1, cpuSeconds: 0 });
	t.match(memory.pod, { usedBytes: 3, limitBytes: 4 });
	await memory.refresh(5000);
	t.equal(scene.system.memory.looks, 1, 'it was just done');
	await scene.pass(6000);
	await memory.refresh(5000);
	t.equal(scene.system.memory.looks, 2);
	t.equal(await memory.pss('web:web'), 0.75 * MIB);
	t.equal(await memory.pss('nobody:nobody'), undefined);
});

t.test('CPU time never goes backwards while a process lives, and begins anew with the next', async (t) => {
	const scene = await startScene([program('web')]);
	const { memory } = scene.session.watch;
	let worker: FakeSelf | undefined;
	scene.self('web').fork((child) => {
		worker = child;
	});
	await scene.pass(1000);
	worker?.useCpu(7);
	await memory.refresh(0);
	t.equal(memory.of('web:web')?.cpuSeconds, 7);
	worker?.exit(0);
	scene.self('web').useCpu(1);
	await scene.pass(1000);
	await memory.refresh(0);
	t.equal(memory.of('web:web')?.cpuSeconds, 7);
	scene.self('web').die(11);
	await scene.pass(200);
	t.equal(memory.of('web:web'), undefined, 'spawned anew, and not measured');
	await memory.refresh(0);
	t.equal(memory.of('web:web')?.cpuSeconds, 0);
});

t.test('what a dead process took can still be asked for', async (t) => {
	const scene = await startScene([program('web', { autorestart: 'never' })]);
	scene.self('web').useMemory(42 * MIB);
	await scene.pass(2000);
	await scene.session.watch.memory.refresh(0);
	scene.self('web').exit(1);
	await scene.pass(2000);
	await scene.session.watch.memory.refresh(0);
	t.equal(scene.state('web:web'), 'EXITED');
	t.equal(scene.session.watch.memory.of('web:web')?.rssBytes, 42 * MIB);
});

const WATCHED = { watchesPod: true } as const;

t.test('a pod that is critical restarts one program at a time: the highest priority number first', async (t) => {
	const slow: FakeScript = (self) => self.onSignal(15, () => self.after(3000, () => self.exit(0)));
	const scene = await startScene(
		[
			program('base', { memory: BOUNDS, priority: 1 }),
			program('small', { memory: BOUNDS, priority: 90 }),
			program('leaky', { memory: BOUNDS, priority: 20 }),
			program('worse', { memory: BOUNDS, priority: 20 }),
		],
		WATCHED,
		slow,
	);
	const update = (): void => {
		const names = ['base', 'small', 'leaky', 'worse'];
		const usedBytes = names.reduce((sum, name) => sum + (used.get(scene.self(name)) ?? 10), 0) * MIB;
		scene.system.memory.podMemory = { usedBytes, limitBytes: 1000 * MIB, source: 'cgroup-v2' };
	};
	const used = new Map<FakeSelf, number>();
	const use = (name: string, mib: number): void => {
		used.set(scene.self(name), mib);
		scene.self(name).useMemory(mib * MIB);
	};
	update();
	await scene.pass(3000);
	use('base', 300);
	use('leaky', 210);
	use('worse', 250);
	use('small', 215);
	scene.system.memory.podMemory = { usedBytes: 975 * MIB, limitBytes: 1000 * MIB, source: 'cgroup-v2' };
	const stopping = (): string[] =>
		['base', 'small', 'leaky', 'worse'].filter((name) => scene.state(`${name}:${name}`) === 'STOPPING');
	const order: string[] = [];
	for (let step = 0; step < 1000 && order.length < 4; step++) {
		await scene.pass(200);
		const now = stopping();
		t.ok(now.length <= 1, `${now.join(' and ')} at once`);
		for (const name of now) if (!order.includes(name)) order.push(name);
		// It stays as full as it is, whoever goes.
	}
	t.strictSame(order, ['small', 'worse', 'leaky', 'base']);
	t.match(reasons(scene, 'unhealthy')[0], /^takes 215 MiB, more than its memory_limit of 200 MiB/);
});

t.test('where no program is over its own limit none is restarted, and that is told', async (t) => {
	const scene = await startScene([program('web', { memory: BOUNDS }), program('free')], WATCHED);
	const pids = [scene.pid('web:web'), scene.pid('free:free')];
	scene.self('free').useMemory(970 * MIB);
	scene.system.memory.podMemory = { usedBytes: 971 * MIB, limitBytes: 1000 * MIB, source: 'cgroup-v1' };
	await scene.pass(200_000);
	t.strictSame(scene.levels(), ['pod critical']);
	t.match(reasons(scene, 'memory')[0], /uses 971 MiB of 1000 MiB \(97 %\), for 30 s; no program .* is over its own/);
	t.strictSame([scene.pid('web:web'), scene.pid('free:free')], pids);
	scene.system.memory.podMemory = { usedBytes: 500 * MIB, limitBytes: 1000 * MIB, source: 'cgroup-v1' };
	await scene.pass(20_000);
	t.strictSame(scene.levels(), ['pod critical', 'pod ok']);
});

t.test('memory that rises towards the limit is not waited for', async (t) => {
	const scene = await startScene([program('leak', { memory: BOUNDS }), program('web')], WATCHED);
	scene.system.memory.podMemory = { usedBytes: 100 * MIB, limitBytes: 1000 * MIB, source: 'cgroup-v2' };
	const before = scene.pid('leak:leak');
	await scene.pass(12_000);
	// 100 MiB a second: the next ordinary look would come too late.
	let mib = 100;
	while (mib < 1000 && scene.pid('leak:leak') === before) {
		mib += 20;
		scene.self('leak').useMemory(mib * MIB);
		scene.system.memory.podMemory = { usedBytes: mib * MIB, limitBytes: 1000 * MIB, source: 'cgroup-v2' };
		await scene.pass(200);
	}
	t.ok(mib < 1000, `restarted at ${mib} MiB`);
	t.match(reasons(scene, 'memory')[0], /would soon reach its limit at this rate$/);
	t.match(reasons(scene, 'unhealthy')[0], /memory_limit of 200 MiB, while the pod uses/);
});

t.test('nobody is restarted for its memory once the pod stops', async (t) => {
	const scene = await startScene([program('web', { memory: BOUNDS, stopwaitsecs: 300 })], WATCHED, (self) =>
		self.onSignal(15, () => {}),
	);
	await scene.pass(3000);
	scene.shutDown();
	const { looks } = scene.system.memory;
	scene.self('web').useMemory(900 * MIB);
	await scene.pass(120_000);
	t.strictSame(scene.levels(), []);
	t.equal(scene.system.memory.looks, looks);
});

t.test('a measurement during which a program was started anew says nothing about the new one', async (t) => {
	const scene = await startScene([program('web', { memory: BOUNDS, startsecs: 0 })], { sustainedMs: 0 });
	const { memory } = scene.system;
	scene.self('web').useMemory(900 * MIB);
	let finish = (): void => {};
	memory.look = async (trees) => {
		const measured = trees.map((tree) => memory.measure(tree));
		await new Promise<void>((resolve) => {
			finish = resolve;
		});
		return measured;
	};
	await scene.pass(1200);
	scene.self('web').exit(1);
	await scene.pass(200);
	t.equal(scene.self('web').count, 2);
	memory.look = undefined;
	finish();
	await setImmediate();
	t.equal(scene.session.watch.memory.of('web:web'), undefined);
	t.strictSame(scene.levels(), []);
	await scene.pass(20_000);
	t.equal(scene.session.watch.memory.of('web:web')?.rssBytes, MIB, 'and the looks go on');
	t.equal(scene.self('web').count, 2);
});

t.test('the metrics file', async (t) => {
	const file = '/tmp/memory_metrics.json';
	const start = async (): Promise<MemoryScene> => {
		const scene = await startScene([program('web', { memory: BOUNDS }), program('free')], {
			...WATCHED,
			metricsFile: file,
		});
		scene.system.memory.podMemory = { usedBytes: 400 * MIB, limitBytes: 1000 * MIB, source: 'cgroup-v2' };
		return scene;
	};

	await t.test('tells what was measured, as its schema says', async (t) => {
		const scene = await start();
		scene.self('web').useMemory(100 * MIB);
		await scene.pass(2000);
		const metrics = JSON.parse(scene.system.files.content(file) ?? '');
		t.match(metrics, {
			timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
			pod: { usedBytes: 400 * MIB, limitBytes: 1000 * MIB, percent: 40, level: 'ok', source: 'cgroup-v2' },
			programs: [
				{ name: 'web', pid: scene.pid('web:web'), rssBytes: 100 * MIB, limitBytes: 200 * MIB, percent: 50 },
				{ name: 'free', rssBytes: MIB, limitBytes: null, percent: null, level: 'ok', processes: 1 },
			],
			supervisor: { pid: 1 },
		});
		checkSchema(t as Test, metrics);
		scene.system.memory.podMemory = undefined;
		await scene.pass(20_000);
		const later = JSON.parse(scene.system.files.content(file) ?? '');
		t.equal(later.pod, null);
		checkSchema(t as Test, later);
	});

	await t.test('that cannot be written is told once, and once when it can be', async (t) => {
		const scene = await start();
		scene.system.faults.failNext('open', 'ENOSPC', 4);
		await scene.pass(90_000);
		t.ok(scene.system.files.exists(file));
		const lines = scene
			.log()
			.split('\n')
			.filter((line) => line.includes('metrics_file'));
		t.equal(lines.length, 2);
		t.match(lines[0], /cannot write metrics_file '\/tmp\/memory_metrics\.json' \(ENOSPC\)/);
		t.match(lines[1], /is written again/);
	});
});

function checkSchema(t: Test, metrics: unknown): void {
	const text = readFileSync(new URL('../../conf/memory-metrics.schema.json', import.meta.url), 'utf8');
	const { $schema, title, ...schema } = JSON.parse(text) as Schema & { $schema: string; title: string };
	t.match([$schema, title], [/2020-12/, /metrics_file/]);
	t.strictSame(schemaProblems(metrics, schema, { root: schema }), []);
	t.not(schemaProblems({ ...(metrics as object), pod: 7 }, schema, { root: schema }).length, 0, 'it can refuse');
}

t.test('whom the OOM killer ended', async (t) => {
	const start = () =>
		startScene([program('web', { autorestart: 'always', startsecs: 0 }), program('other', { startsecs: 0 })]);

	await t.test('is known at the moment of the exit', async (t) => {
		const scene = await start();
		const { memory, observations } = scene.session.watch;
		const verdicts: string[] = [];
		observations.on('state', ({ to, process }) => {
			if (to === 'EXITED') verdicts.push(memory.oomKilled(`${process.group}:${process.name}`));
		});
		await scene.pass(5000);
		scene.system.memory.oomKill(scene.pid('web:web'));
		await scene.pass(5000);
		scene.self('web').die(9);
		await scene.pass(5000);
		scene.self('web').die(11);
		await scene.pass(5000);
		scene.system.memory.oomKill(scene.pid('web:web'), '/sys/fs/cgroup/nested');
		await scene.pass(5000);
		t.strictSame(verdicts, ['yes', 'no', 'no', 'yes']);
		t.match(scene.log(), /web \(pid \d+\) was ended by the kernel's OOM killer/);
	});

	await t.test('is known of who is killed while the pod ends, and the others are not looked into', async (t) => {
		const scene = await start();
		const { memory } = scene.system;
		let looks = 0;
		const count = memory.oomKills.bind(memory);
		memory.oomKills = () => {
			looks += 1;
			return count();
		};
		scene.self('web').onSignal(15, () => memory.oomKill(scene.self('web').pid));
		scene.shutDown();
		await scene.pass(5000);
		t.equal(scene.ends.length, 1);
		t.match(scene.log(), /web \(pid \d+\) was ended by the kernel's OOM killer/);
		t.equal(scene.session.watch.memory.oomKilled('web:web'), 'yes');
		t.equal(scene.session.watch.memory.oomKilled('other:other'), 'no');
		t.equal(looks, 1);
	});

	await t.test('is unknown where nobody counts', async (t) => {
		const scene = await start();
		scene.system.memory.kills = undefined;
		await scene.session.watch.memory.refresh(0);
		scene.self('web').die(9);
		scene.self('other').exit(3);
		await scene.pass(200);
		t.equal(scene.session.watch.memory.oomKilled('web:web'), 'unknown');
		t.equal(scene.session.watch.memory.oomKilled('other:other'), 'no');
		t.equal(scene.session.watch.memory.oomKilled('nobody:nobody'), 'unknown');
	});

	await t.test('and was no program of ours is told by itself', async (t) => {
		const scene = await start();
		let worker = 0;
		scene.self('web').fork((self) => {
			worker = self.pid;
		});
		await scene.pass(200);
		scene.system.memory.oomKill(worker);
		await scene.pass(200);
		await scene.session.watch.memory.refresh(0);
		await scene.pass(20_000);
		await scene.session.watch.memory.refresh(0);
		t.match(scene.log(), /the kernel's OOM killer ended a process that a program had started/);
		scene.self('web').die(9);
		await scene.pass(200);
		t.equal(scene.session.watch.memory.oomKilled('web:web'), 'no', 'an old kill is not its own');
	});
});
