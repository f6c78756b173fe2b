import t from 'tap';
import { Settling } from '../../src/daemon/settling.ts';
import { FakeClock } from '../../src/platform/fake/fake-clock.ts';

t.test('it is done once, a while after the last disturbance, and by itself never again', async (t) => {
	const clock = new FakeClock();
	const settledAt: number[] = [];
	const settling = new Settling(clock, () => settledAt.push(clock.now()));
	const start = clock.now();
	settling.disturb();
	clock.advance(2000);
	settling.disturb();
	clock.advance(60_000);
	t.strictSame(settledAt, [start + 5000]);
	settling.disturb();
	clock.advance(60_000);
	t.equal(settledAt.length, 2);
	settling.disturb();
	settling.close();
	clock.advance(60_000);
	t.equal(settledAt.length, 2);
});

t.test('as long as much is worked it has not settled; a little changes nothing', async (t) => {
	const clock = new FakeClock();
	const settledAt: number[] = [];
	const settling = new Settling(clock, () => settledAt.push(clock.now()));
	const start = clock.now();
	const work = (times: number) => {
		for (let count = 0; count < times; count++) settling.worked();
	};
	settling.disturb();
	clock.advance(2000);
	work(1000);
	clock.advance(2000);
	work(1000);
	clock.advance(3000);
	work(10);
	t.strictSame(settledAt, []);
	clock.advance(60_000);
	t.strictSame(settledAt, [start + 9000]);
	work(1000);
	clock.advance(60_000);
	t.equal(settledAt.length, 1, 'and work alone is no disturbance');
});

t.test('after many answers it is done too when they have ended, but once a minute at most', async (t) => {
	const clock = new FakeClock();
	const settledAt: number[] = [];
	const settling = new Settling(clock, () => settledAt.push(clock.now()));
	const start = clock.now();
	const answer = (times: number) => {
		for (let count = 0; count < times; count++) settling.answered();
	};
	answer(99);
	clock.advance(60_000);
	t.strictSame(settledAt, [], 'few leave little behind');
	answer(1);
	clock.advance(60_000);
	t.strictSame(settledAt, [start + 63_000]);
	answer(100);
	clock.advance(2000);
	t.equal(settledAt.length, 1, 'not so soon again');
	clock.advance(60_000);
	t.strictSame(settledAt.slice(1), [start + 123_000]);
	clock.advance(600_000);
	const burst = clock.now();
	for (let second = 0; second < 20; second++) {
		answer(1000);
		clock.advance(1000);
	}
	t.equal(settledAt.length, 2, 'not while they come');
	clock.advance(60_000);
	t.equal(settledAt.length, 3);
	t.ok((settledAt[2] ?? 0) >= burst + 20_000);
	settling.close();
	answer(1000);
	clock.advance(600_000);
	t.equal(settledAt.length, 3);
});
