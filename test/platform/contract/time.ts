import type { Test } from 'tap';
import type { Driver } from './rig.ts';

export async function timeContract(t: Test, driver: Driver): Promise<void> {
	const { clock } = driver.rig.system;

	await t.test('and calls back never early, in order', async (t) => {
		let fired: { readonly at: number; readonly now: number }[] = [];
		let start = 0;
		let times: readonly number[] = [];
		// What is due already when it is asked for comes after what was due earlier: only those asked for in time have an order.
		for (let leadMs = 0; ; leadMs = 2 * leadMs + 5) {
			const firedNow: typeof fired = [];
			fired = firedNow;
			start = clock.now();
			times = [7.9, 5.2, 0, 30, 12.5, 3.1, -5].map((delay) => start + (delay > 0 ? leadMs + delay : delay));
			for (const at of times) clock.at(at, () => firedNow.push({ at, now: clock.now() }));
			if (clock.now() <= start + leadMs) break;
		}
		await driver.until('all have fired', () => fired.length === times.length);
		for (const { at, now } of fired) t.ok(now >= at, `${now} is not before ${at}`);
		t.strictSame(
			fired.map(({ at }) => at).filter((at) => at > start),
			times.filter((at) => at > start).sort((a, b) => a - b),
		);
	});

	await t.test('and not at all once cancelled', async (t) => {
		let fired = 0;
		const cancel = clock.at(clock.now() + 5, () => fired++);
		const cancelFar = clock.at(clock.now() + 2 ** 40, () => fired++);
		cancel();
		cancel();
		cancelFar();
		const end = clock.now() + 15;
		await driver.until('it would have been', () => clock.now() > end);
		t.equal(fired, 0);
	});

	await t.test('and lets others have their turn, though a timer sets itself again without delay', async (t) => {
		let turns = 0;
		let cancel = () => {};
		const again = () => {
			turns++;
			cancel = clock.at(clock.now() + (turns % 2), again);
		};
		again();
		const end = clock.now() + 10;
		await driver.until('it had its turns, and 10 ms have passed', () => turns > 1 && clock.now() >= end);
		cancel();
		t.pass();
	});

	await t.test('which only goes forward, and is told in milliseconds', async (t) => {
		const now = clock.now();
		await driver.until('10 ms have passed', () => clock.now() >= now + 10);
		t.ok(clock.wall() > Date.UTC(2025));
	});
}
