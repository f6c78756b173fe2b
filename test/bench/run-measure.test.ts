import t from 'tap';
import type { Look, Measure } from '../../bench/measure.ts';
import type { Peer } from '../../bench/peer.ts';
import { runMeasure } from '../../bench/runner/run-measure.ts';

/** A measure that starts nothing. */
function fakeMeasure(prepare: (peer: string) => readonly Look[]): Measure {
	return {
		name: 'fake',
		title: 'Fake',
		figures: [{ name: 'start', title: 'start', unit: 'ms' }],
		peers: ['a', 'b', 'c'],
		rounds: 1,
		goals: [],
		prepare: async ({ name }) => prepare(name),
	};
}

function fakePeer(name: string): Peer {
	return { name, title: name, install: async () => undefined, version: () => '1', start: () => Promise.reject() };
}

const PEERS: readonly Peer[] = ['a', 'b', 'c'].map(fakePeer);

t.test('all peers are prepared, then looked at in turn, in another order each time', async (t) => {
	const order: string[] = [];
	const measure = fakeMeasure((peer) => {
		order.push(`prepare ${peer}`);
		return [1, 2].map((look) => async () => {
			order.push(`look ${look} ${peer}`);
			return { start: look };
		});
	});
	const results = await runMeasure(measure, PEERS, { rounds: 1, quick: true, tell: () => undefined });
	t.strictSame(order, [
		...['a', 'b', 'c'].map((peer) => `prepare ${peer}`),
		...['a', 'b', 'c'].map((peer) => `look 1 ${peer}`),
		...['a', 'c', 'b'].map((peer) => `look 2 ${peer}`),
	]);
	t.strictSame(results.samples['a'], [{ start: 1 }, { start: 2 }]);
	t.strictSame(results.failures, {});
});

t.test('looks that only wait are taken at once', async (t) => {
	let waiting = 0;
	const { promise: all, resolve } = Promise.withResolvers<void>();
	const measure = fakeMeasure(() => [
		async () => {
			waiting++;
			if (waiting === PEERS.length) resolve();
			await all;
			return { start: waiting };
		},
	]);
	const options = { rounds: 1, quick: true, tell: () => undefined };
	const { samples } = await runMeasure({ ...measure, atOnce: true }, PEERS, options);
	t.strictSame(samples, { a: [{ start: 3 }], b: [{ start: 3 }], c: [{ start: 3 }] });
});

t.test('a peer that fails once has another chance, twice and it is left out; the others are measured', async (t) => {
	const tried: string[] = [];
	const told: string[] = [];
	const measure = fakeMeasure((peer) => {
		tried.push(peer);
		if (peer === 'a') throw new Error('cannot start');
		return [
			async () => {
				if (peer === 'b' && tried.filter((name) => name === 'b').length === 1) throw new Error('once');
				return { start: 1 };
			},
		];
	});
	const options = { rounds: 3, quick: true, tell: (line: string) => told.push(line) };
	const { samples, failures } = await runMeasure(measure, PEERS, options);
	t.strictSame(failures, { a: 'cannot start; cannot start', b: 'once' });
	t.strictSame(
		Object.values(samples).map(({ length }) => length),
		[0, 2, 3],
	);
	t.equal(tried.filter((name) => name === 'a').length, 2);
	t.ok(told.includes('fake 1/3 a FAILED: cannot start'));
});

t.test('a peer that hangs is given up after a while', async (t) => {
	const measure = fakeMeasure((peer) => [
		() => (peer === 'b' ? new Promise(() => undefined) : Promise.resolve({ start: 1 })),
	]);
	const options = { rounds: 1, quick: true, tell: () => undefined };
	const { samples, failures } = await runMeasure({ ...measure, timeoutMs: 20 }, PEERS, options);
	t.strictSame(failures, { b: 'nothing after 0.02 s' });
	t.strictSame(samples, { a: [{ start: 1 }], b: [], c: [{ start: 1 }] });
});
