import { chmodSync, realpathSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { type ContractProgram, ECHOES_LINE, EXITS, WAITS } from './programs.ts';
import type { Driver } from './rig.ts';

const ODD_STRINGS = [
	'',
	' ',
	'a b',
	'"quoted"',
	"it's",
	'$HOME',
	'*',
	'tab\there',
	'line\nfeed',
	'ünïcödé ✓ 🚀',
	'-n',
	'=',
];

function shell(script: string): ContractProgram {
	return { shell: script, fake: () => {} };
}

export async function spawnContract(t: Test, driver: Driver): Promise<void> {
	const { capabilities } = driver.rig;

	await t.test('with the exit status of each', async (t) => {
		for (let code = 0; code < 256; code += 16) {
			const several = Array.from({ length: 16 }, (_, index) =>
				driver.start(t as Test, EXITS, { args: [String(code + index)] }),
			);
			for (const [index, program] of several.entries()) {
				t.strictSame(await program.ended(), { type: 'code', code: code + index });
			}
		}
	});

	await t.test('and tells each end once', async (t) => {
		const several = Array.from({ length: 50 }, () => driver.start(t as Test, EXITS, { args: ['5'] }));
		for (const program of several) await program.ended();
		for (let turn = 0; turn < 20; turn++) await driver.rig.pass();
		for (const { pid } of several) t.strictSame(driver.statusesOf(pid), [{ type: 'code', code: 5 }]);
		t.equal(new Set(several.map(({ pid }) => pid)).size, 50);
	});

	await t.test('whose stdin takes what is written', async (t) => {
		const program = driver.start(t as Test, ECHOES_LINE);
		t.equal(program.stdin.write(Buffer.from('hello\n')), true);
		await program.ended();
		t.equal(program.stdout().toString(), 'got hello\n');
	});

	if (!capabilities.realProcesses) return;

	await t.test('with exactly the arguments that were given', async (t) => {
		const program = driver.start(t as Test, shell('cat /proc/$$/cmdline'), { args: ODD_STRINGS });
		await program.ended();
		const expected = ['sh', '-c', 'cat /proc/$$/cmdline', 'sh', ...ODD_STRINGS];
		t.strictSame(program.stdout().toString().split('\0').slice(0, -1), expected);
	});

	await t.test('with exactly the environment that was given', async (t) => {
		const environment = Object.fromEntries(ODD_STRINGS.map((value, index) => [`ODD_${index}`, value]));
		const program = driver.start(t as Test, shell('cat /proc/$$/environ'), { environment });
		await program.ended();
		const expected = [
			'PATH=/usr/local/bin:/usr/bin:/bin',
			program.cookie,
			...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
		];
		const actual = program.stdout().toString().split('\0').slice(0, -1);
		// tap adds some to every child of Node's own.
		t.strictSame(actual.filter((entry) => !/^(_TAPJS_|NODE_OPTIONS=)/.test(entry)).sort(), expected.sort());
	});

	await t.test('in a session and a process group of their own, with no signal ignored or blocked', async (t) => {
		const ids = driver.start(t as Test, shell('ps -o pid=,pgid=,sid= -p $$'));
		await ids.ended();
		t.strictSame(ids.stdout().toString().trim().split(/ +/).map(Number), [ids.pid, ids.pid, ids.pid]);
		// exec: a shell blocks signals itself while it forks.
		const masks = driver.start(t as Test, shell('exec grep -E "Sig(Blk|Ign)" /proc/self/status'));
		await masks.ended();
		t.equal(masks.stdout().toString(), 'SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n');
	});

	await t.test('in a directory and with a umask', async (t) => {
		const directory = realpathSync(t.testdir({}));
		const before = process.umask();
		const program = driver.start(t as Test, shell('pwd; umask'), { directory, umask: 0o027 });
		await program.ended();
		t.equal(program.stdout().toString(), `${directory}\n0027\n`);
		t.equal(process.umask(), before, 'ours is what it was');
	});

	await t.test('of a file relative to that directory', async (t) => {
		const directory = t.testdir({ 'say-hello': '#!/bin/sh\necho hello\n' });
		chmodSync(join(directory, 'say-hello'), 0o755);
		const program = driver.start(t as Test, WAITS, { file: './say-hello', directory });
		await program.ended();
		t.equal(program.stdout().toString(), 'hello\n');
	});

	await t.test('with a priority', async (t) => {
		const program = driver.start(t as Test, WAITS, { nice: 7 });
		await program.says('ready');
		t.equal(getPriority(program.pid), 7);
	});

	const root = process.geteuid?.() === 0;
	await t.test('as another user', { skip: !root && 'needs root' }, async (t) => {
		const groups = capabilities.supplementaryGroups ? [33, 4, 1234] : [];
		const program = driver.start(t as Test, shell('id -u; id -g; id -G; grep ^Uid /proc/$$/status'), {
			identity: { uid: 33, gid: 33, groups },
		});
		await program.ended();
		const all = capabilities.supplementaryGroups ? '33 4 1234' : '33';
		t.equal(program.stdout().toString(), `33\n33\n${all}\nUid:\t33\t33\t33\t33\n`);
	});

	await t.test('with resource limits', { skip: !capabilities.rlimits }, async (t) => {
		const rlimits = {
			nofile: { soft: 123, hard: 456 },
			core: { soft: 0, hard: 1024 * 1024 },
			fsize: { soft: 2 ** 40, hard: Number.POSITIVE_INFINITY },
		};
		const program = driver.start(t as Test, shell('grep -E "open files|core|file size" /proc/$$/limits'), { rlimits });
		await program.ended();
		const lines = program.stdout().toString().replaceAll(/ {2,}/g, ' ').trim().split('\n');
		t.match(lines, [
			/^Max file size 1099511627776 unlimited/,
			/^Max core file size 0 1048576/,
			/^Max open files 123 456/,
		]);
	});

	await t.test('with an OOM score', { skip: !capabilities.oomScoreAdj }, async (t) => {
		const program = driver.start(t as Test, shell('cat /proc/$$/oom_score_adj'), { oomScoreAdj: 345 });
		await program.ended();
		t.equal(program.stdout().toString(), '345\n');
	});

	await t.test('with only their own descriptors open', { skip: !capabilities.closedDescriptors }, async (t) => {
		const program = driver.start(t as Test, shell('ls /proc/$$/fd; exec 5>&-'), { notificationFd: 5 });
		await program.ended();
		t.strictSame(program.stdout().toString().trim().split('\n'), ['0', '1', '2', '5']);
	});
}
