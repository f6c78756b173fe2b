import t, { type Test } from 'tap';
import { Reaper } from '../../src/platform/linux/reaper.ts';

interface FakeChild {
	readonly pid: number;
	readonly code: number;
	/** libuv's. */
	readonly isHelper?: boolean;
}

/** A reaper over a kernel whose dead the test invents. */
function reaperOver(t: Test, { spawned = [] as number[], onExit = (_pid: number): void => {} }) {
	const kernel = {
		/** In the order in which the kernel shows them. */
		dead: [] as FakeChild[],
		told: [] as string[],
		spawned: new Set(spawned),
		hasHelpers: false,
		/** What SIGCHLD does. */
		pass: (): void => void process.emit('SIGCHLD'),
	};
	const take = (): FakeChild | undefined => kernel.dead.shift();
	const reaper = new Reaper({
		addon: {
			waitPeek: () => kernel.dead[0]?.pid ?? 0,
			waitReap(pid) {
				const index = kernel.dead.findIndex((child) => child.pid === pid);
				const [child] = index === -1 ? [] : kernel.dead.splice(index, 1);
				return child === undefined ? -10 : child.code << 8;
			},
			reapOthers(known, into) {
				let count = 0;
				for (; 2 * count + 1 < into.length && kernel.dead.length > 0; count++) {
					if (known.includes(kernel.dead[0]?.pid ?? 0)) break;
					const child = take();
					into.set([child?.pid ?? 0, (child?.code ?? 0) << 8], 2 * count);
				}
				return count;
			},
			hearDeaths: () => 0,
		},
		helpers: {
			get isEmpty() {
				return !kernel.hasHelpers;
			},
			has: (pid) => kernel.dead.some((child) => child.pid === pid && child.isHelper === true),
		},
		spawned: kernel.spawned,
		onExit({ pid, status }) {
			kernel.told.push(`exit ${pid} ${status.type === 'code' ? status.code : 'signal'}`);
			onExit(pid);
		},
		onOrphan: ({ pid, status }) => kernel.told.push(`orphan ${pid} ${status.type === 'code' ? status.code : 'signal'}`),
	});
	t.teardown(() => reaper.close());
	return { kernel, reaper };
}

t.test('programs and orphans are told in the order in which they are found', async (t) => {
	const { kernel, reaper } = reaperOver(t as Test, { spawned: [20, 40] });
	kernel.dead = [10, 20, 30, 31, 40, 50].map((pid) => ({ pid, code: pid + 1 }));
	kernel.pass();
	t.strictSame(kernel.told, [
		'orphan 10 11',
		'exit 20 21',
		'orphan 30 31',
		'orphan 31 32',
		'exit 40 41',
		'orphan 50 51',
	]);
	t.strictSame([...kernel.spawned], []);
	t.match(reaper.statistics, { exits: 2, orphans: 4, mostInOnePass: 6 });
});

t.test(
	'a program whose pid was that of an orphan of the same pass is a program, and the other way round',
	async (t) => {
		const { kernel } = reaperOver(t as Test, { spawned: [10] });
		kernel.dead = [10, 10, 11].map((pid, code) => ({ pid, code }));
		kernel.pass();
		t.strictSame(kernel.told, ['exit 10 0', 'orphan 10 1', 'orphan 11 2']);
	},
);

t.test('one that is started while a death is told is no orphan when it ends in the same pass', async (t) => {
	const { kernel } = reaperOver(t as Test, {
		spawned: [10],
		onExit(pid) {
			if (pid !== 10) return;
			kernel.spawned.add(12);
			kernel.dead.push({ pid: 12, code: 7 });
		},
	});
	kernel.dead = [10, 11].map((pid) => ({ pid, code: 0 }));
	kernel.pass();
	t.strictSame(kernel.told, ['exit 10 0', 'orphan 11 0', 'exit 12 7']);
});

t.test('who is dead and not told yet is not reaped yet: its pid is nobody else', async (t) => {
	const waiting: number[][] = [];
	const { kernel } = reaperOver(t as Test, {
		spawned: [10, 11, 12],
		onExit: () => waiting.push(kernel.dead.map(({ pid }) => pid)),
	});
	kernel.dead = [10, 11, 12].map((pid) => ({ pid, code: 0 }));
	kernel.pass();
	t.strictSame(waiting, [[11, 12], [12], []]);
});

t.test('what libuv waits for is left to it, with helpers that live too', async (t) => {
	const { kernel } = reaperOver(t as Test, { spawned: [10] });
	kernel.hasHelpers = true;
	kernel.dead = [
		{ pid: 9, code: 0 },
		{ pid: 10, code: 0 },
		{ pid: 8, code: 3, isHelper: true },
	];
	kernel.pass();
	t.strictSame(kernel.told, ['orphan 9 0', 'exit 10 0']);
	t.strictSame(kernel.dead, [{ pid: 8, code: 3, isHelper: true }]);
});

t.test('of a storm without an end a part is reaped, the loop has its turn, and then the rest', async (t) => {
	const { kernel, reaper } = reaperOver(t as Test, { spawned: [1] });
	kernel.dead = Array.from({ length: 50_000 }, (_, index) => ({ pid: index + 2, code: 0 }));
	kernel.dead.push({ pid: 1, code: 5 });
	kernel.pass();
	const { orphans } = reaper.statistics;
	t.ok(orphans >= 20_000 && orphans < 21_000, `${orphans}`);
	while (kernel.dead.length > 0) await new Promise((resolve) => setImmediate(resolve));
	t.equal(reaper.statistics.orphans, 50_000);
	t.equal(kernel.told.at(-1), 'exit 1 5');
});
