import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { EXITS, WAITS } from './programs.ts';
import { type Driver, requestFor } from './rig.ts';

export async function failureContract(t: Test, driver: Driver): Promise<void> {
	const { rig } = driver;

	await t.test('a program that is not there', async (t) => {
		rig.breakNext?.('execve', 'ENOENT');
		const outcome = driver.spawn(requestFor(WAITS, { file: '/no/such/program' }));
		t.strictSame(outcome, { type: 'not-executed', failure: { step: 'execve', errno: 'ENOENT' } });
	});

	await t.test('one that may not be executed', async (t) => {
		const folder = t.testdir({ plain: 'text' });
		chmodSync(join(folder, 'plain'), 0o644);
		for (const file of [join(folder, 'plain'), folder]) {
			rig.breakNext?.('execve', 'EACCES');
			const outcome = driver.spawn(requestFor(WAITS, { file }));
			t.strictSame(outcome, { type: 'not-executed', failure: { step: 'execve', errno: 'EACCES' } });
		}
	});

	await t.test('a directory that is not there', async (t) => {
		rig.breakNext?.('chdir', 'ENOENT');
		const outcome = driver.spawn(requestFor(WAITS, { directory: '/no/such/directory' }));
		t.strictSame(outcome, { type: 'not-executed', failure: { step: 'chdir', errno: 'ENOENT' } });
	});

	await t.test('a directory that is a file', async (t) => {
		const { pathname } = new URL(import.meta.url);
		rig.breakNext?.('chdir', 'ENOTDIR');
		const outcome = driver.spawn(requestFor(WAITS, { directory: pathname }));
		t.strictSame(outcome, { type: 'not-executed', failure: { step: 'chdir', errno: 'ENOTDIR' } });
	});

	await t.test('and nothing of it stays behind', async (t) => {
		for (let turn = 0; turn < 20; turn++) await rig.pass();
		t.strictSame(rig.system.processes.liveDescendants(), []);
		const program = driver.start(t as Test, EXITS, { args: ['0'] });
		t.strictSame(await program.ended(), { type: 'code', code: 0 });
	});
}
