import t from 'tap';
import { parsePss } from '../../src/platform/linux/measure-pss.ts';
import { assignToTrees } from '../../src/platform/proc/assign-to-trees.ts';
import { type ProcessUsage, parseProcessUsage } from '../../src/platform/proc/process-usage.ts';

/** As /proc/PID/stat tells it, with a name that looks like more fields. */
function stat(name: string, state = 'S'): string {
	const after = [
		state,
		10,
		20,
		30,
		0,
		-1,
		4194560,
		900,
		0,
		3,
		0,
		7,
		5,
		40,
		30,
		20,
		0,
		4,
		0,
		12345,
		99000,
		256,
		'18446744073709551615',
	];
	return `42 (${name}) ${after.join(' ')}\n`;
}

t.test('what a process takes is read from its stat, whatever it calls itself', async (t) => {
	const wanted = { pid: 42, parent: 10, group: 20, session: 30, rssPages: 256, cpuTicks: 7 + 5 + 40 + 30 };
	for (const name of ['web', 'a b', '((', 'x) R 1 2 3', ')', 'é\n']) {
		t.strictSame(parseProcessUsage(42, stat(name)), wanted, JSON.stringify(name));
	}
	for (const text of ['', '42', '42 (web) S 1', stat('web', 'Z'), stat('web', 'X')]) {
		t.equal(parseProcessUsage(42, text), undefined, JSON.stringify(text));
	}
});

t.test('PSS is read from smaps_rollup', async (t) => {
	t.equal(
		parsePss('55-7f ---p 00000000 00:00 0  [rollup]\nRss:  100 kB\nPss:      44 kB\nPss_Dirty:  2 kB\n'),
		44 * 1024,
	);
	t.equal(parsePss(''), undefined);
});

const SELF = 1;

/** Of `pid: [parent, session?, group?]`. */
function machine(sketch: Readonly<Record<number, readonly [number, number?, number?]>>): Map<number, ProcessUsage> {
	return new Map(
		Object.entries(sketch).map(([text, [parent, session = 0, group = session]]) => {
			const pid = Number(text);
			return [pid, { pid, parent, session, group, rssPages: 1, cpuTicks: 0 }];
		}),
	);
}

function trees(
	sketch: Parameters<typeof machine>[0],
	{
		environments = {},
		helpers = [],
	}: { environments?: Readonly<Record<number, string>>; helpers?: readonly number[] } = {},
): number[][] {
	const identities = [
		{ leader: 10, cookie: 'COOKIE=ten' },
		{ leader: 20, cookie: 'COOKIE=twenty' },
	];
	return assignToTrees({
		trees: identities,
		processes: machine(sketch),
		self: SELF,
		isHelper: (pid) => helpers.includes(pid),
		environmentOf: (pid) => environments[pid]?.split(' ') ?? [],
	}).map((members) => members.map(({ pid }) => pid));
}

t.test('each process is found in its tree', async (t) => {
	const leaders = { 1: [0], 10: [1, 10], 20: [1, 20] } as const;
	t.strictSame(
		trees({ ...leaders, 11: [10, 10], 12: [11, 10], 21: [20, 20] }),
		[
			[10, 11, 12],
			[20, 21],
		],
		'descendants',
	);
	t.strictSame(trees({ ...leaders, 11: [10, 99], 12: [11, 98] }), [[10, 11, 12], [20]], 'who left the session');
	t.strictSame(trees({ ...leaders, 11: [1, 10] }), [[10, 11], [20]], 'adopted, of the session');
	t.strictSame(
		trees({ ...leaders, 11: [1, 99, 20] }),
		[[10], [20, 11]].map((x) => x.toSorted()),
		'adopted, of the group',
	);
	t.strictSame(
		trees({ ...leaders, 30: [1, 30], 31: [30, 30] }, { environments: { 30: 'A=1 COOKIE=twenty' } }),
		[[10], [20, 30, 31]],
		'adopted, by the cookie, with its children',
	);
	t.strictSame(
		trees({ ...leaders, 30: [1, 30] }, { environments: { 30: 'COOKIE=twentyone' } }),
		[[10], [20]],
		'a stranger',
	);
	t.strictSame(
		trees({ ...leaders, 30: [1, 30] }, { environments: { 30: 'COOKIE=ten' }, helpers: [30] }),
		[[10], [20]],
		'a helper is no member',
	);
	t.strictSame(trees({ 1: [0], 10: [1, 10], 7: [0], 8: [7] }), [[10], []], 'the rest of the machine');
	t.strictSame(trees({ ...leaders, 30: [31], 31: [30] }), [[10], [20]], 'numbers that were used again make a circle');
});
