import type { Test } from 'tap';
import {
	BOTH_STREAMS,
	CLOSES_INPUT,
	COUNTS_INPUT,
	NOTIFIES,
	numberedLines,
	ONE_MEGABYTE,
	PRINTS_AND_DIES,
	PRINTS_MEGABYTE,
} from './programs.ts';
import { type Driver, requestFor } from './rig.ts';

export async function outputContract(t: Test, driver: Driver): Promise<void> {
	await t.test('of a program that ends at once', async (t) => {
		for (let turn = 0; turn < 5; turn++) {
			const program = driver.start(t as Test, PRINTS_MEGABYTE);
			await program.ended();
			t.equal(program.stdout().toString() === ONE_MEGABYTE, true, 'all of it is there when its end is told');
		}
	});

	await t.test('of one that is killed', async (t) => {
		const program = driver.start(t as Test, PRINTS_AND_DIES);
		t.strictSame(await program.ended(), { type: 'signal', signal: 9, dumpedCore: false });
		t.equal(program.stdout().toString() === numberedLines(64_000), true);
	});

	await t.test('nor mixes stdout and stderr', async (t) => {
		const program = driver.start(t as Test, BOTH_STREAMS);
		await program.ended();
		t.equal(program.stdout().toString(), 'out1\nout2\n');
		t.equal(program.stderr().toString(), 'err1\nerr2\n');
	});

	await t.test('nor the order of both in one pipe', async (t) => {
		const program = driver.start(t as Test, BOTH_STREAMS, { redirectStderr: true });
		await program.ended();
		t.equal(program.stdout().toString(), 'out1\nerr1\nout2\nerr2\n');
		t.equal(program.pipes.length, 1);
	});

	await t.test('to the notification descriptor', async (t) => {
		const program = driver.start(t as Test, NOTIFIES, { notificationFd: 5 });
		await driver.until('it notifies', () => program.notified().length > 0);
		t.equal(program.notified().toString(), '\n');
		t.equal(program.stdout().length, 0);
	});

	await t.test('and tells the end of each pipe once', async (t) => {
		const outcome = driver.spawn(requestFor(BOTH_STREAMS));
		if (outcome.type !== 'spawned') throw new Error('not spawned');
		let ends = 0;
		outcome.stdout.read(
			() => {},
			() => void ends++,
		);
		outcome.stderr?.read(
			() => {},
			() => void ends++,
		);
		await driver.until('both have ended', () => ends === 2);
		outcome.stdout.close();
		outcome.stderr?.close();
		outcome.stdin.close();
		outcome.stdin.close();
		for (let turn = 0; turn < 20; turn++) await driver.rig.pass();
		t.equal(ends, 2);
		await driver.until('it is reaped', () => driver.statusesOf(outcome.pid).length > 0);
	});

	await t.test('into stdin, more than a pipe holds', async (t) => {
		const program = driver.start(t as Test, COUNTS_INPUT);
		const block = Buffer.alloc(50_000, 'x');
		for (let count = 0; count < 20; count++) t.equal(program.stdin.write(block), true);
		program.stdin.close();
		await program.ended();
		t.equal(program.stdout().toString().trim(), '1000000');
	});

	await t.test('into stdin, more at once than may be left unread, once the rest was read', async (t) => {
		const program = driver.start(t as Test, COUNTS_INPUT);
		const block = Buffer.alloc(2_000_000, 'x');
		t.equal(program.stdin.write(block), true);
		await driver.until('the next block is taken', () => program.stdin.write(block));
		program.stdin.close();
		await program.ended();
		t.equal(program.stdout().toString().trim(), '4000000');
	});

	await t.test('and tells that nobody reads stdin', async (t) => {
		const program = driver.start(t as Test, CLOSES_INPUT);
		await program.says('closed');
		await driver.until('a write is refused', () => !program.stdin.write(Buffer.from('x')));
		t.equal(program.stdin.write(Buffer.from('x')), false);
	});
}
