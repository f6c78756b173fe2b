import type { Test } from 'tap';
import { freePort } from '../../e2e/free-port.ts';
import { DOUBLE_FORKS, HAS_CHILD, HAS_ESCAPEE, LEAVES_CHILD, LISTENS, WAITS } from './programs.ts';
import type { Driver, Started } from './rig.ts';

export async function treeContract(t: Test, driver: Driver): Promise<void> {
	const { processes } = driver.rig.system;
	const treeOf = ({ pid, cookie }: Started) => processes.liveTree({ leader: pid, cookie });
	const killAll = async (pids: readonly number[], program: Started) => {
		for (const pid of pids) processes.signal(pid, 9, { group: false });
		await driver.until('the tree is gone', () => treeOf(program).length === 0);
	};

	await t.test('of a program alone', async (t) => {
		const program = driver.start(t as Test, WAITS);
		await program.says('ready');
		t.strictSame(treeOf(program), [program.pid]);
	});

	await t.test('with the children in its group', async (t) => {
		const program = driver.start(t as Test, HAS_CHILD);
		await program.says('ready');
		await driver.until('there are two', () => treeOf(program).length === 2);
		t.equal(treeOf(program)[0], program.pid, 'the leader first');
	});

	for (const [what, definition] of [
		['with a child that left the session', HAS_ESCAPEE],
		['with a daemon that forked twice', DOUBLE_FORKS],
	] as const) {
		await t.test(what, async (t) => {
			const program = driver.start(t as Test, definition);
			await program.says('ready');
			await driver.until('there are two', () => treeOf(program).length === 2);
			t.ok(treeOf(program).includes(program.pid));
			processes.signal(program.pid, 9, { group: false });
			await program.ended();
			const left = treeOf(program);
			t.equal(left.length, 1, 'found without the leader');
			t.notOk(left.includes(program.pid), 'who is dead');
			t.match(processes.liveDescendants(), driver.rig.capabilities.orphans ? left : []);
			await killAll(left, program);
		});
	}

	await t.test('that a program left behind', async (t) => {
		const program = driver.start(t as Test, LEAVES_CHILD);
		t.strictSame(await program.ended(), { type: 'code', code: 3 });
		const left = treeOf(program);
		t.equal(left.length, 1);
		await killAll(left, program);
	});

	await t.test('and only that one', async (t) => {
		const one = driver.start(t as Test, HAS_ESCAPEE);
		const other = driver.start(t as Test, HAS_ESCAPEE);
		await one.says('ready');
		await other.says('ready');
		await driver.until('there are four', () => treeOf(one).length + treeOf(other).length === 4);
		const both = [...treeOf(one), ...treeOf(other)];
		t.equal(both.length, 4);
		t.equal(new Set(both).size, 4);
		t.strictSame([...processes.liveDescendants()].sort(), both.sort());
	});

	await t.test('and measures it', async (t) => {
		const program = driver.start(t as Test, HAS_CHILD);
		await program.says('ready');
		await driver.until('there are two', () => treeOf(program).length === 2);
		const [nobody, measured] = await driver.rig.system.memory.trees([
			{ leader: 999_999_999, cookie: 'PODVISOR_COOKIE=nobody' },
			{ leader: program.pid, cookie: program.cookie },
		]);
		t.equal(nobody, undefined);
		t.equal(measured?.processes, 2);
		const { rssBytes = 0, cpuSeconds = -1 } = measured ?? {};
		t.ok(rssBytes > 100_000 && rssBytes < 100_000_000, `${rssBytes} bytes`);
		t.ok(cpuSeconds >= 0 && cpuSeconds < 60, `${cpuSeconds} s`);
		const pssBytes = await driver.rig.system.memory.pss({ leader: program.pid, cookie: program.cookie });
		// The portable adapter cannot tell.
		if (pssBytes !== undefined) t.ok(pssBytes > 10_000 && pssBytes <= rssBytes * 2, `${pssBytes} bytes`);
		t.equal(pssBytes === undefined, driver.rig.system.name === 'portable');
		t.equal(await driver.rig.system.memory.pss({ leader: 999_999_999, cookie: 'PODVISOR_COOKIE=nobody' }), undefined);
	});

	await t.test('and measures what escaped from it with it, though another is asked for beside', async (t) => {
		const other = driver.start(t as Test, WAITS);
		const program = driver.start(t as Test, HAS_ESCAPEE);
		await program.says('ready');
		await other.says('ready');
		await driver.until('there are two', () => treeOf(program).length === 2);
		const trees = [other, program].map(({ pid, cookie }) => ({ leader: pid, cookie }));
		const measured = await driver.rig.system.memory.trees(trees);
		t.strictSame(
			measured.map((tree) => tree?.processes),
			[1, 2],
		);
	});

	await t.test('and knows on which ports it listens', async (t) => {
		const port = await freePort();
		const waiting = driver.start(t as Test, WAITS);
		const program = driver.start(t as Test, LISTENS, { args: [String(port)], environment: { NODE: process.execPath } });
		await program.says('listening');
		const tree = { leader: program.pid, cookie: program.cookie };
		await driver.until('it is seen', () => processes.listeningPorts(tree).size > 0);
		t.strictSame([...processes.listeningPorts(tree)], [port]);
		t.strictSame([...processes.listeningPorts({ leader: waiting.pid, cookie: waiting.cookie })], [], 'not the other');
	});
}
