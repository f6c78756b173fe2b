import { setImmediate as nextTurn } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { chooseEngine } from '../../src/platform/engine.ts';
import type { Addon } from '../../src/platform/linux/addon.ts';
import { linuxRig } from './linux-rig.ts';

const { addon, system } = linuxRig();
t.teardown(() => system.processes.close());

const ENOSYS = 38;
const calls: string[] = [];

/** An addon that notes what is asked of it, and does it, or says that it cannot. */
function noting(canDo: boolean): Addon {
	const note = (call: string, own: () => number): number => {
		calls.push(call);
		return canDo ? own() : -ENOSYS;
	};
	return {
		...addon,
		setFlag: (flag) => note('setFlag', () => addon.setFlag(flag)),
		collectGarbage: () => note('collectGarbage', () => addon.collectGarbage()),
		trimHeap: () => note('trimHeap', () => addon.trimHeap()),
	};
}

const CALLS = ['collectGarbage', 'trimHeap', 'setFlag', 'setFlag'];

const ENGINES: readonly (readonly [string, Addon | undefined, readonly string[]])[] = [
	['the addon', noting(true), CALLS],
	['an addon whose Node offers nothing to C', noting(false), CALLS],
	['Node alone', undefined, []],
];

for (const [title, under, expected] of ENGINES) {
	t.test(`${title} collects garbage and sets flags, and gc() is nobody else's`, async (t) => {
		calls.length = 0;
		const engine = chooseEngine(under);
		const garbage = makeGarbage();
		// Until then a WeakRef keeps what it was made for.
		await nextTurn();
		engine.giveBackMemory();
		t.equal(garbage.deref(), undefined);
		t.equal(globalThis.gc, undefined);
		t.equal(hasGc(), false);

		engine.setFlag('--expose-gc');
		t.equal(hasGc(), true);
		engine.setFlag('--no-expose-gc');
		t.equal(hasGc(), false);
		t.strictSame(calls, expected);
	});
}

/** A context that is made while V8's flag is set has it. */
function hasGc(): boolean {
	return runInNewContext('typeof gc') === 'function';
}

function makeGarbage(): WeakRef<object> {
	return new WeakRef({ size: 'some' });
}
