import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync } from 'node:fs';
import t, { type Test } from 'tap';
import { EXITS } from './contract/programs.ts';
import { requestFor } from './contract/rig.ts';
import { linuxRig } from './linux-rig.ts';

const { driver, system } = linuxRig();
t.teardown(() => system.processes.close());

function openDescriptors(): number {
	return readdirSync('/proc/self/fd').length;
}

t.test('1,000 programs leave no descriptor open', async (t) => {
	const run = async (count: number) => {
		for (let turn = 0; turn < count; turn++) {
			const outcome = driver.spawn(requestFor(EXITS, { file: '/bin/true', notificationFd: 3 }));
			if (outcome.type !== 'spawned') throw new Error('not spawned');
			const pipes = [outcome.stdout, outcome.stderr, outcome.notification];
			// Some are read and some are not; some are closed at once and some after the end.
			let open = 0;
			for (const [index, pipe] of pipes.entries()) {
				if ((turn + index) % 3 === 0) continue;
				open++;
				pipe?.read(
					() => {},
					() => {
						open--;
					},
				);
			}
			await driver.until('it ended', () => driver.statusesOf(outcome.pid).length === 1 && open === 0);
			for (const pipe of [outcome.stdin, ...pipes]) pipe?.close();
		}
	};
	await run(20);
	const before = openDescriptors();
	await run(1000);
	// Those of the first 20 may not all have been closed when they were counted.
	await driver.until('the sockets are closed', () => openDescriptors() <= before);
	t.pass();
});

t.test('neither do 200 that cannot start', async (t) => {
	const before = openDescriptors();
	for (let turn = 0; turn < 200; turn++)
		driver.spawn(requestFor(EXITS, { file: '/no/such/program', notificationFd: 9 }));
	t.equal(openDescriptors(), before);
});

t.test(
	'output that is held does not end with its program, and leaves no descriptor open when it is closed',
	async (t) => {
		const before = openDescriptors();
		for (const redirectStderr of [false, true]) {
			for (const file of ['/no/such/program', '/bin/echo']) {
				const argv = ['echo', 'last words'];
				const outcome = driver.spawn({ ...requestFor(EXITS, { file, redirectStderr }), argv, holdsOutput: true });
				if (outcome.type !== 'spawned') continue;
				let text = '';
				let ends = 0;
				for (const pipe of [outcome.stdout, outcome.stderr]) {
					pipe?.read(
						(chunk) => {
							text += String(chunk);
						},
						() => {
							ends++;
						},
					);
				}
				await driver.until('it ended', () => driver.statusesOf(outcome.pid).length === 1);
				outcome.stdout.drain();
				t.strictSame([text, ends], ['last words\n', 0]);
				for (const pipe of [outcome.stdin, outcome.stdout, outcome.stderr]) {
					pipe?.close();
					pipe?.close();
				}
				t.strictSame([text, ends], ['last words\n', redirectStderr ? 1 : 2]);
			}
		}
		await driver.until('the sockets are closed', () => openDescriptors() <= before);
	},
);

t.test('without descriptors nothing is forked, and with some it goes on', async (t) => {
	// A low limit, so that there are not too many to fill up. Whatever needs a descriptor itself comes before.
	const pid = String(process.pid);
	const hard = spawnSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).stdout.trim();
	spawnSync('prlimit', ['--pid', pid, '--nofile=256:']);
	const fill: number[] = [];
	t.teardown(() => {
		for (const fd of fill) closeSync(fd);
		spawnSync('prlimit', ['--pid', pid, `--nofile=${hard}:`]);
	});
	t.throws(
		() => {
			while (fill.length < 1000) fill.push(openSync('/dev/null', 'r'));
		},
		{ code: 'EMFILE' },
	);
	// Room for some of the pipes: whichever is the first to fail, the others are closed again.
	for (let room = 0; room < 10; room++) {
		const outcome = driver.spawn(requestFor(EXITS, { args: ['0'], notificationFd: 3 }));
		t.strictSame(outcome, { type: 'not-forked', failure: { step: 'pipe', errno: 'EMFILE' } }, `room for ${room}`);
		closeSync(fill.pop() as number);
	}
	for (const fd of fill.splice(0)) closeSync(fd);
	const program = driver.start(t as Test, EXITS, { args: ['4'] });
	t.strictSame(await program.ended(), { type: 'code', code: 4 });
});
