import { closeSync, openSync, readdirSync } from 'node:fs';
import t, { type Test } from 'tap';
import { contract } from './contract/contract.ts';
import { EXITS } from './contract/programs.ts';
import { requestFor } from './contract/rig.ts';
import { linuxRig, shell } from './linux-rig.ts';

const rig = linuxRig();
const { driver, system } = rig;
const crowd: number[] = [];

function openUpTo(count: number): void {
	while (crowd.length < count) crowd.push(openSync('/dev/null', 'r'));
}

t.teardown(() => {
	system.processes.close();
	for (const fd of crowd) closeSync(fd);
});

t.test('a daemon that has come to many descriptors starts programs as one with few', async (t) => {
	// The slots are taken at some 200, and used from some 400 on.
	openUpTo(220);
	t.equal(
		await driver
			.start(t as Test, shell('exit 3'))
			.ended()
			.then((status) => status.type),
		'code',
	);
	openUpTo(650);
	await t.test('the contract is kept', async (t) => contract(t, rig));

	await t.test('a program has the descriptors that it was given, and no other', async (t) => {
		const program = driver.start(t as Test, shell('echo $(ls /proc/self/fd); echo end'));
		// 3 is of ls itself, which reads the folder.
		await program.says('0 1 2 3\nend');
		await program.ended();
	});

	await t.test('no descriptor is left open, whether they start or not', async (t) => {
		const count = () => readdirSync('/proc/self/fd').length;
		const before = count();
		for (const file of ['/bin/true', '/no/such/program']) {
			for (let turn = 0; turn < 100; turn++) {
				const outcome = driver.spawn(requestFor(EXITS, { file, notificationFd: 3 }));
				t.equal(outcome.type, file === '/bin/true' ? 'spawned' : 'not-executed');
				if (outcome.type !== 'spawned') continue;
				await driver.until('it ended', () => driver.statusesOf(outcome.pid).length === 1);
				for (const pipe of [outcome.stdin, outcome.stdout, outcome.stderr, outcome.notification]) pipe?.close();
			}
		}
		t.equal(count(), before);
	});

	await t.test('the end of a program is the end of its pipes', async (t) => {
		const outcome = driver.spawn(requestFor(EXITS, { file: '/bin/true' }));
		if (outcome.type !== 'spawned') throw new Error('not spawned');
		await new Promise<void>((resolve) => outcome.stdout.read(() => {}, resolve));
		await new Promise<void>((resolve) => outcome.stderr?.read(() => {}, resolve));
		outcome.stdin.close();
		t.pass();
	});
});
