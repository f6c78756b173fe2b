import t from 'tap';
import { RushGauge } from '../../src/platform/linux/rush-gauge.ts';

/** At which of these times it is a rush. */
function rushes(times: readonly number[]): number[] {
	const gauge = new RushGauge();
	return times.flatMap((at, index) => (gauge.isOn(at) ? [index] : []));
}

t.test('what happens eight times within two milliseconds is a rush', async (t) => {
	t.strictSame(rushes([0, 0, 0, 1, 1, 1, 2, 2]), [7]);
	t.strictSame(rushes([0, 0, 0, 1, 1, 1, 2, 3]), []);
	t.strictSame(rushes(Array.from({ length: 100 }, (_, index) => index)), []);
});

t.test('after a rush it takes as much for the next one', async (t) => {
	t.strictSame(rushes(Array.from({ length: 20 }, () => 5)), [7, 15]);
});

t.test('a clock that is set back begins anew', async (t) => {
	t.strictSame(rushes([10, 10, 10, 10, 10, 10, 10, 3, 3, 3, 3, 3, 3, 3, 3]), [14]);
});
