import t, { type Test } from 'tap';
import { DeathWatch } from '../../src/platform/linux/death-watch.ts';

// A signal that is waited for keeps no process alive.
const alive = setInterval(() => undefined, 2 ** 30);
t.teardown(() => clearInterval(alive));

/** A watch over deaths that the test invents; all of them happen at one moment. */
function watchFor(t: Test) {
	const heard: number[] = [];
	const told: (() => void)[] = [];
	const machine = {
		isAlone: true,
		/** Of the looks to come; then none. */
		orphans: [] as number[],
		looks: 0,
		heard,
		/** Resolves when SIGCHLD comes to its handlers again. */
		heardAgain: () => new Promise<void>((resolve) => told.push(resolve)),
	};
	const watch = new DeathWatch({
		addon: {
			hearDeaths(isHeard) {
				heard.push(isHeard);
				if (isHeard === 1) for (const resolve of told) resolve();
				return 0;
			},
		},
		helpers: {
			get isEmpty() {
				return machine.isAlone;
			},
		},
		look() {
			machine.looks++;
			return machine.orphans.shift() ?? 0;
		},
		now: () => 0,
	});
	t.teardown(() => watch.close());
	return { machine, watch };
}

function signalTimes(times: number): void {
	for (let count = 0; count < times; count++) process.emit('SIGCHLD');
}

t.test('in a storm of orphans the signal is dropped, and heard again when it is over', async (t) => {
	const { machine } = watchFor(t as Test);
	const over = machine.heardAgain();
	machine.orphans = Array.from({ length: 30 }, () => 1);
	signalTimes(7);
	t.strictSame(machine.heard, []);
	signalTimes(1);
	t.strictSame(machine.heard, [0]);
	await over;
	t.strictSame(machine.heard, [0, 1]);
	t.strictSame(machine.orphans, [], 'it looked by itself');
	t.ok(machine.looks >= 34);
});

t.test('who died between the last look and the first signal is looked for', async (t) => {
	const { machine } = watchFor(t as Test);
	machine.orphans = Array.from({ length: 8 }, () => 1);
	signalTimes(8);
	await machine.heardAgain();
	const { looks } = machine;
	// Its own handler of the signal came before this one.
	await new Promise<void>((resolve) => process.once('SIGCHLD', () => resolve()));
	t.equal(machine.looks, looks + 1);
});

t.test('children that end without orphans are no storm', async (t) => {
	const { machine } = watchFor(t as Test);
	signalTimes(100);
	t.strictSame(machine.heard, []);
});

t.test('where libuv has a child the signal is never dropped', async (t) => {
	const { machine } = watchFor(t as Test);
	machine.isAlone = false;
	machine.orphans = Array.from({ length: 100 }, () => 1);
	signalTimes(100);
	t.strictSame(machine.heard, []);
});

t.test('a helper that starts in a storm ends the looking by the clock', async (t) => {
	const { machine } = watchFor(t as Test);
	const over = machine.heardAgain();
	machine.orphans = Array.from({ length: 1_000_000 }, () => 1);
	signalTimes(8);
	machine.isAlone = false;
	await over;
	t.ok(machine.orphans.length > 0);
});

t.test('who closes it in a storm leaves the signal as it was', async (t) => {
	const { machine, watch } = watchFor(t as Test);
	machine.orphans = Array.from({ length: 100 }, () => 1);
	signalTimes(8);
	watch.close();
	t.strictSame(machine.heard, [0, 1]);
	signalTimes(100);
	t.equal(machine.looks, 8);
});
