import t from 'tap';
import { armTimeout } from '../../src/platform/arm-timeout.ts';

/** As docker pause, or a machine that sleeps: nothing of this process runs. */
function freeze(ms: number): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

t.test('who did not run meanwhile blames nobody at once, and waits anew once', async (t) => {
	let calls = 0;
	const { promise: called, resolve } = Promise.withResolvers<void>();
	armTimeout(200, () => {
		calls++;
		resolve();
	});
	freeze(1000);
	// After the timers that are due.
	await new Promise((resolve) => setImmediate(resolve));
	t.equal(calls, 0);
	freeze(1000);
	await new Promise((resolve) => setImmediate(resolve));
	t.equal(calls, 1, 'whoever is late for ever finds an end');
	await called;
});

t.test('disarmed while it waits anew, it never calls', async (t) => {
	const disarm = armTimeout(100, () => t.fail('it called'));
	freeze(800);
	await new Promise((resolve) => setImmediate(resolve));
	disarm();
	await new Promise((resolve) => setTimeout(resolve, 300));
	t.pass();
});
