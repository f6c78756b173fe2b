import type { Test } from 'tap';
import { EXITS, EXITS_ON_TERM, HAS_CHILD, IGNORES_TERM, WAITS } from './programs.ts';
import type { Driver } from './rig.ts';

/** Those that end a program that does not expect them (a core dump aside); not those that stop it. */
const LETHAL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 24, 25, 26, 27, 29, 30, 31];

export async function signalContract(t: Test, driver: Driver): Promise<void> {
	const { capabilities, system } = driver.rig;
	const { processes } = system;

	await t.test('which end a program, each with its number', async (t) => {
		const signals = capabilities.realTimeSignals ? [...LETHAL, 34, 40, 64] : LETHAL;
		const programs = signals.map((signal) => ({
			signal,
			program: driver.start(t as Test, WAITS, capabilities.rlimits ? { rlimits: { core: { soft: 0, hard: 0 } } } : {}),
		}));
		for (const { program, signal } of programs) {
			await program.says('ready');
			t.equal(processes.signal(program.pid, signal, { group: false }), 'sent');
			const status = await program.ended();
			t.match(status, { type: 'signal', signal });
		}
	});

	await t.test('which a program handles', async (t) => {
		const program = driver.start(t as Test, EXITS_ON_TERM);
		await program.says('ready');
		t.equal(processes.signal(program.pid, 15, { group: false }), 'sent');
		t.strictSame(await program.ended(), { type: 'code', code: 7 });
	});

	await t.test('and KILL where one is ignored', async (t) => {
		const program = driver.start(t as Test, IGNORES_TERM);
		await program.says('ready');
		t.equal(processes.signal(program.pid, 15, { group: false }), 'sent');
		for (let turn = 0; turn < 20; turn++) await driver.rig.pass();
		t.equal(program.status(), undefined);
		t.equal(processes.signal(program.pid, 9, { group: true }), 'sent');
		t.strictSame(await program.ended(), { type: 'signal', signal: 9, dumpedCore: false });
	});

	await t.test('a whole group', async (t) => {
		const program = driver.start(t as Test, HAS_CHILD);
		await program.says('ready');
		const tree = { leader: program.pid, cookie: program.cookie };
		await driver.until('its child runs', () => processes.liveTree(tree).length === 2);
		t.equal(processes.signal(program.pid, 9, { group: true }), 'sent');
		await program.ended();
		await driver.until('the group is gone', () => processes.liveTree(tree).length === 0);
		t.pass();
	});

	await t.test('and says when there is nobody', async (t) => {
		const program = driver.start(t as Test, EXITS, { args: ['0'] });
		await program.ended();
		t.equal(processes.signal(program.pid, 15, { group: false }), 'gone');
		t.equal(processes.signal(program.pid, 15, { group: true }), 'gone');
	});

	await t.test('or why it may not', async (t) => {
		driver.rig.breakNext?.('kill', 'EINVAL');
		const program = driver.start(t as Test, WAITS);
		t.strictSame(processes.signal(program.pid, 65, { group: false }), { step: 'kill', errno: 'EINVAL' });
	});
}
