import t from 'tap';
import { inTurn } from '../../bench/runner/in-turn.ts';

/** How often each of them occurs. */
function counted(values: readonly string[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
	return counts;
}

for (const count of [2, 3, 6, 7, 9]) {
	const items = Array.from({ length: count }, (_, item) => item);
	const turns = Array.from({ length: 2 * count }, (_, turn) => inTurn(items, turn));

	t.test(`of ${count}, each is at each place twice`, async (t) => {
		const places = counted(turns.flatMap((order) => order.map((item, place) => `${item} at ${place}`)));
		t.equal(Object.keys(places).length, count * count);
		t.strictSame(new Set(Object.values(places)), new Set([2]));
	});

	t.test(`of ${count}, each follows each other one twice`, async (t) => {
		const pairs = counted(
			turns.flatMap((order) => order.slice(1).map((item, before) => `${item} after ${order[before]}`)),
		);
		t.equal(Object.keys(pairs).length, count * (count - 1));
		t.strictSame(new Set(Object.values(pairs)), new Set([2]));
	});
}

t.test('one alone, or none, is every time the same', async (t) => {
	t.strictSame(inTurn(['a'], 5), ['a']);
	t.strictSame(inTurn([], 5), []);
});
