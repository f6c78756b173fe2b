import { execa } from 'execa';
import t, { type Test } from 'tap';
import { childrenOfThread, readStat } from '../../src/platform/proc/proc.ts';
import { linuxRig, shell } from './linux-rig.ts';

const { driver, system } = linuxRig();
t.teardown(() => system.processes.close());

let orphans = 0;
system.processes.onOrphan(() => {
	orphans++;
});

function zombies(): number[] {
	const children = childrenOfThread(process.pid, process.pid) ?? [];
	return children.filter((pid) => readStat(pid)?.state === 'Z');
}

/** Forks twice, `$1` times: each grandchild loses its parent and ends. */
const STORM = shell(`perl -e 'for (1..$ARGV[0]) { if (!fork) { exit if fork; exit } wait }' "$1"; echo done`);

t.test('of 10,000 quick orphans no zombie is left, and every one is counted', async (t) => {
	const before = orphans;
	const program = driver.start(t as Test, STORM, { args: ['10000'] });
	await program.ended();
	await driver.until('all are reaped', () => orphans - before >= 10_000);
	t.equal(orphans - before, 10_000);
	t.strictSame(zombies(), []);
	t.comment(`most in one pass: ${system.processes.reaped.mostInOnePass}`);
});

t.test('programs that end in a storm of orphans are told as programs, each with its own status', async (t) => {
	const before = orphans;
	const storm = driver.start(t as Test, STORM, { args: ['5000'] });
	const programs = Array.from({ length: 40 }, (_, code) =>
		driver.start(t as Test, shell('(exit 0 &); exit "$1"'), { args: [String(code)] }),
	);
	for (const [code, program] of programs.entries()) {
		t.strictSame(await program.ended(), { type: 'code', code });
	}
	await storm.ended();
	await driver.until('all are reaped', () => orphans - before >= 5040);
	t.equal(orphans - before, 5040);
	t.strictSame(zombies(), []);
});

t.test("a helper's exit reaches whoever started it, orphans or not", async (t) => {
	const storm = driver.start(t as Test, STORM, { args: ['3000'] });
	const before = orphans;
	const helpers = await Promise.all(
		Array.from({ length: 50 }, (_, code) => execa('sh', ['-c', `exit ${code}`], { reject: false })),
	);
	t.strictSame(
		helpers.map(({ exitCode }) => exitCode),
		Array.from({ length: 50 }, (_, code) => code),
	);
	await storm.ended();
	await driver.until('all are reaped', () => orphans - before >= 3000);
	t.equal(orphans - before, 3000, 'and none of the helpers is taken for an orphan');
	t.strictSame(zombies(), []);
});

t.test('a helper is none of our descendants', async (t) => {
	const helper = execa('sh', ['-c', 'echo ready; sleep 1000 & wait'], { reject: false, buffer: false, detached: true });
	await new Promise((resolve) => helper.stdout.once('data', resolve));
	t.strictSame(system.processes.liveDescendants(), []);
	process.kill(-(helper.pid as number), 'SIGKILL');
	await helper;
	await driver.until('its child is reaped', () => zombies().length === 0);
});

t.test('who clears its environment and leaves the session is found before the end', async (t) => {
	const program = driver.start(
		t as Test,
		shell('(setsid env -i /bin/sh -c "echo ready; exec sleep 1000" &); exec sleep 1000'),
	);
	await program.says('ready');
	const tree = { leader: program.pid, cookie: program.cookie };
	await driver.until('it is an orphan', () => system.processes.liveTree(tree).length === 1);
	const all = system.processes.liveDescendants();
	t.equal(all.length, 2);
	for (const pid of all) system.processes.signal(pid, 9, { group: false });
	await driver.until('all are gone', () => system.processes.liveDescendants().length === 0);
});

t.test('who left the session is found also while it executes', async (t) => {
	const program = driver.start(
		t as Test,
		shell('setsid sh -c \'echo ready; while :; do exec sh -c "$0" "$0"; done\' \'exec sh -c "$0" "$0"\' & exit 3'),
	);
	await program.ended();
	const tree = { leader: program.pid, cookie: program.cookie };
	let missed = 0;
	for (let look = 0; look < 3000; look++) if (system.processes.liveTree(tree).length !== 1) missed++;
	t.equal(missed, 0);
});

t.test('with nothing left to find the answer costs far less than a millisecond of CPU', async (t) => {
	const program = driver.start(t as Test, shell('exit 0'));
	await program.ended();
	const tree = { leader: program.pid, cookie: program.cookie };
	for (let warm = 0; warm < 100; warm++) system.processes.liveTree(tree);
	// Not the time that passes: on a busy machine most of that is somebody else's.
	const calls = 2000;
	const start = process.threadCpuUsage();
	let found = 0;
	for (let count = 0; count < calls; count++) found += system.processes.liveTree(tree).length;
	const { user, system: kernel } = process.threadCpuUsage(start);
	t.equal(found, 0);
	const each = (user + kernel) / calls;
	t.ok(each < 1000, `${each} µs`);
});
