import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { giveBackMemory } from '../../src/platform/give-back-memory.ts';

t.test("garbage is collected before the heap is trimmed, and gc() is nobody else's", async (t) => {
	const garbage = makeGarbage();
	// Until then a WeakRef keeps what it was made for.
	await nextTurn();
	let wasCollected: boolean | undefined;
	giveBackMemory(() => {
		wasCollected = garbage.deref() === undefined;
	});
	t.equal(wasCollected, true);
	t.equal(globalThis.gc, undefined);
});

function makeGarbage(): WeakRef<object> {
	return new WeakRef({ size: 'some' });
}
