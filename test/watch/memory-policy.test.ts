import fc from 'fast-check';
import t from 'tap';
import '../fixtures/seed.ts';
import type { PodMemory } from '../../src/platform/memory.ts';
import {
	judgeMemory,
	type MemoryJudgement,
	type MemoryPolicyOptions,
	type MemoryPolicyState,
	NEW_MEMORY_POLICY,
} from '../../src/watch/memory-policy.ts';
import type { SampledProcess } from '../../src/watch/memory-sample.ts';

const MIB = 1024 * 1024;
const OPTIONS: MemoryPolicyOptions = {
	watchesPod: true,
	warning: 0.85,
	critical: 0.95,
	intervalMs: 10_000,
	sustainedMs: 30_000,
};

function pod(mib: number, source: PodMemory['source'] = 'cgroup-v2'): PodMemory {
	return { usedBytes: mib * MIB, limitBytes: 1000 * MIB, source };
}

interface Sketch {
	readonly mib: number;
	readonly limit?: number;
	readonly warning?: number;
	readonly priority?: number;
	readonly generation?: number;
	readonly action?: 'restart' | 'alert';
	readonly isStopping?: boolean;
}

function process(key: string, sketch: Sketch): SampledProcess {
	const { mib, limit = 200, warning, priority = 999, generation = 1, action = 'restart', isStopping = false } = sketch;
	return {
		key,
		generation,
		priority,
		isStopping,
		rssBytes: mib * MIB,
		bounds: { warningBytes: warning === undefined ? undefined : warning * MIB, limitBytes: limit * MIB, action },
	};
}

interface Look {
	readonly at: number;
	readonly pod?: PodMemory | undefined;
	readonly stopping?: readonly string[];
	readonly processes?: Readonly<Record<string, Sketch>>;
}

function follow(looks: readonly Look[], options: Partial<MemoryPolicyOptions> = {}): MemoryJudgement[] {
	let state: MemoryPolicyState = NEW_MEMORY_POLICY;
	return looks.map(({ at, pod, stopping = [], processes = {} }) => {
		const sampled = Object.entries(processes).map(([key, sketch]) => process(key, sketch));
		const sample = { at, pod, processes: sampled, stopping: new Set(stopping) };
		const judgement = judgeMemory(state, sample, { ...OPTIONS, ...options });
		state = judgement.state;
		return judgement;
	});
}

function victims(judgements: readonly MemoryJudgement[]): (string | undefined)[] {
	return judgements.map(({ victim }) => victim?.key);
}

t.test(
	'of those over their limits the highest priority number goes first, among equals the furthest over',
	async (t) => {
		const cases: readonly (readonly [string, Readonly<Record<string, Sketch>>, string | undefined])[] = [
			['nobody is over', { a: { mib: 199 }, b: { mib: 200 } }, undefined],
			['the only one', { a: { mib: 201 }, b: { mib: 10 } }, 'a'],
			['the highest number', { a: { mib: 900, priority: 10 }, b: { mib: 201, priority: 30 } }, 'b'],
			['the furthest over', { a: { mib: 300, limit: 250 }, b: { mib: 260, limit: 200 } }, 'b'],
			['who may be restarted', { a: { mib: 900, action: 'alert' }, b: { mib: 201, priority: 1 } }, 'b'],
			['who is not being stopped', { a: { mib: 900, isStopping: true }, b: { mib: 201 } }, 'b'],
		];
		for (const [what, processes, wanted] of cases) {
			const [, last] = follow([
				{ at: 0, pod: pod(960), processes: Object.fromEntries(Object.keys(processes).map((key) => [key, { mib: 1 }])) },
				{ at: 30_000, pod: pod(960), processes },
			]);
			t.equal(last?.victim?.key, wanted, what);
		}
	},
);

t.test('the next goes only after the last is back and was measured anew', async (t) => {
	const both = { a: { mib: 300 }, b: { mib: 250 } };
	const full = pod(970);
	const judgements = follow([
		{ at: 0, pod: full, processes: both },
		{ at: 30_000, pod: full, processes: both },
		{ at: 31_000, pod: full, processes: { ...both, a: { mib: 300, isStopping: true } } },
		{ at: 32_000, pod: full, stopping: ['a'], processes: { b: { mib: 250 } } },
		{ at: 33_000, pod: full, processes: { b: { mib: 250 } } },
		{ at: 34_000, pod: full, processes: { b: { mib: 250 }, a: { mib: 20, generation: 2 } } },
	]);
	t.strictSame(victims(judgements), [undefined, 'a', undefined, undefined, undefined, 'b']);
	t.equal(judgements[1]?.nextMs, 1000, 'while one is being restarted it is looked at often');
});

t.test('one that stays down holds up the next for the sustained time', async (t) => {
	const full = pod(970);
	const judgements = follow([
		{ at: 0, pod: full, processes: { a: { mib: 300 }, b: { mib: 250 } } },
		{ at: 30_000, pod: full, processes: { a: { mib: 300 }, b: { mib: 250 } } },
		{ at: 31_000, pod: full, processes: { b: { mib: 250 } } },
		{ at: 61_000, pod: full, processes: { b: { mib: 250 } } },
		{ at: 61_001, pod: full, processes: { b: { mib: 250 } } },
	]);
	t.strictSame(victims(judgements), [undefined, 'a', undefined, undefined, 'b']);
});

t.test('and not at all where the limit would be reached meanwhile', async (t) => {
	const judgements = follow([
		{ at: 0, pod: pod(970), processes: { a: { mib: 300 }, b: { mib: 250 } } },
		{ at: 30_000, pod: pod(970), processes: { a: { mib: 300 }, b: { mib: 250 } } },
		{ at: 31_000, pod: pod(985), processes: { b: { mib: 250 } } },
	]);
	t.strictSame(victims(judgements), [undefined, 'a', 'b']);
});

t.test('a victim that nobody stopped is chosen again after the sustained time', async (t) => {
	const processes = { a: { mib: 300 } };
	const judgements = follow([0, 30_000, 60_000, 60_001].map((at) => ({ at, processes })));
	t.strictSame(victims(judgements), [undefined, 'a', undefined, 'a']);
});

t.test(
	'a program that is always near its limit is told once, and restarted once for each time that it exceeds it',
	async (t) => {
		const at = (seconds: number, mib: number, generation = 1) => ({
			at: seconds * 1000,
			processes: { a: { mib, generation } },
		});
		const judgements = follow([
			at(0, 210),
			at(30, 210),
			at(40, 195, 2),
			at(50, 205, 2),
			at(70, 205, 2),
			at(81, 205, 2),
		]);
		t.strictSame(victims(judgements), [undefined, 'a', undefined, undefined, undefined, 'a']);
		t.strictSame(
			judgements.flatMap(({ findings }) => findings.map(({ level }) => level)),
			['critical'],
		);
	},
);

t.test('it looks again sooner where something is about to happen, and never too soon', async (t) => {
	const next = (looks: readonly Look[], options: Partial<MemoryPolicyOptions> = {}) =>
		follow(looks, options).at(-1)?.nextMs;
	t.equal(next([{ at: 0, pod: pod(100) }]), 10_000);
	t.equal(next([{ at: 0, pod: pod(860) }]), 2000, 'above its warning');
	t.equal(next([{ at: 0, pod: pod(860) }], { watchesPod: false }), 10_000, 'whoever watches it');
	t.equal(next([{ at: 0, processes: { a: { mib: 300 } } }], { sustainedMs: 4000 }), 4000, 'when it will be sustained');
	t.equal(
		next([
			{ at: 0, pod: pod(100) },
			{ at: 10_000, pod: pod(600) },
		]),
		2000,
		'a quarter of the time that is left',
	);
	t.equal(
		next([
			{ at: 0, pod: pod(100) },
			{ at: 1000, pod: pod(990) },
		]),
		200,
	);
	t.equal(
		next(
			[
				{ at: 0, pod: pod(990) },
				{ at: 1, pod: pod(999) },
			],
			{ intervalMs: 100 },
		),
		100,
	);
});

t.test('it tells in words what it found', async (t) => {
	const reasons = (looks: readonly Look[], options: Partial<MemoryPolicyOptions> = {}) =>
		follow(looks, options).flatMap(({ findings }) => findings.map(({ reason }) => reason));
	t.strictSame(
		reasons([
			{ at: 0, pod: pod(900, 'host') },
			{ at: 30_000, pod: pod(900, 'host') },
			{ at: 31_000, pod: pod(1, 'host') },
		]),
		['the host uses 900 MiB of 1000 MiB (90 %), for 30 s', 'the host uses 1 MiB of 1000 MiB (0 %) again'],
	);
	t.strictSame(
		reasons(
			[
				{ at: 0, pod: pod(900), processes: { a: { mib: 160, warning: 150 } } },
				{ at: 1, processes: {} },
			],
			{ sustainedMs: 0 },
		),
		[
			'the pod uses 900 MiB of 1000 MiB (90 %)',
			'takes 160 MiB, more than its memory_warning of 150 MiB',
			'does not run any more',
		],
	);
	t.strictSame(
		reasons([
			{ at: 0, pod: pod(800) },
			{ at: 1000, pod: pod(900), processes: { a: { mib: 300 } } },
		]),
		['the pod uses 900 MiB of 1000 MiB (90 %), and would soon reach its limit at this rate'],
	);
});

interface Machine {
	generation: number;
	mib: number;
	state: 'up' | 'stopping' | 'down';
}

t.test('under any history there are never two victims at once, and nobody goes who is within its limit', async () => {
	const step = fc.record({
		laterMs: fc.integer({ min: 1, max: 20_000 }),
		podMib: fc.integer({ min: 500, max: 1000 }),
		mib: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 4, maxLength: 4 }),
		moves: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
	});
	fc.assert(
		fc.property(fc.array(step, { maxLength: 80 }), fc.constantFrom(0, 5000, 30_000), (steps, sustainedMs) => {
			const machines: Machine[] = Array.from({ length: 4 }, () => ({ generation: 1, mib: 10, state: 'up' }));
			let state: MemoryPolicyState = NEW_MEMORY_POLICY;
			let at = 0;
			let podAbove: number | undefined;
			const above: (number | undefined)[] = [undefined, undefined, undefined, undefined];
			for (const { laterMs, podMib, mib, moves } of steps) {
				at += laterMs;
				for (const [index, machine] of machines.entries()) {
					machine.mib = mib[index] ?? 0;
					if (!moves[index] || machine.state === 'up') continue;
					if (machine.state === 'down') machine.generation++;
					machine.state = machine.state === 'stopping' ? 'down' : 'up';
					above[index] = undefined;
				}
				const before = state.podBefore;
				const processes = machines.flatMap((machine, index) =>
					machine.state === 'down'
						? []
						: [
								process(`p${index}`, {
									mib: machine.mib,
									priority: index % 2,
									generation: machine.generation,
									isStopping: machine.state === 'stopping',
								}),
							],
				);
				const stopping = new Set(machines.flatMap(({ state }, index) => (state === 'stopping' ? [`p${index}`] : [])));
				const sample = { at, pod: pod(podMib), processes, stopping };
				const judgement = judgeMemory(state, sample, { ...OPTIONS, sustainedMs });
				state = judgement.state;
				podAbove = podMib > 950 ? (podAbove ?? at) : undefined;
				for (const [index, machine] of machines.entries()) {
					if (machine.state === 'up') above[index] = machine.mib > 200 ? (above[index] ?? at) : undefined;
				}
				if (judgement.nextMs < 200 || judgement.nextMs > OPTIONS.intervalMs) return false;
				const { victim } = judgement;
				if (victim === undefined) continue;
				const index = Number(victim.key.slice(1));
				const machine = machines[index] as Machine;
				if (stopping.size > 0 || machine.state !== 'up' || machine.mib <= 200) return false;
				const rose = before !== undefined && podMib * MIB > before.usedBytes && podMib > 850;
				const isPodSustained = podAbove !== undefined && at - podAbove >= sustainedMs;
				const since = above[index];
				const isSustained = since !== undefined && at - since >= sustainedMs;
				if (!rose && !isPodSustained && !isSustained && !(podMib > 950 && judgement.state.pod.level === 'critical'))
					return false;
				machine.state = 'stopping';
				above[index] = undefined;
			}
			return true;
		}),
		{ numRuns: 500 },
	);
});
