import t from 'tap';
import type { ExitStatus } from '../../src/foundation/exit-status.ts';
import type { FakeScript } from '../../src/platform/fake/fake-script.ts';
import { createFakeSystem, type FakeSystem } from '../../src/platform/fake/fake-system.ts';
import type { SpawnRequest } from '../../src/platform/system.ts';

const REQUEST: SpawnRequest = {
	file: '/bin/web',
	argv: ['web'],
	environment: { COOKIE: 'a' },
	directory: undefined,
	identity: undefined,
	umask: undefined,
	rlimits: {},
	nice: undefined,
	oomScoreAdj: undefined,
	redirectStderr: false,
	notificationFd: undefined,
};

function spawn(system: FakeSystem): {
	readonly pid: number;
	readonly output: () => string;
	readonly drain: () => void;
} {
	const outcome = system.processes.spawn(REQUEST);
	if (outcome.type !== 'spawned') throw new Error(`not spawned: ${JSON.stringify(outcome)}`);
	let output = '';
	outcome.stdout.read(
		(chunk) => {
			output += chunk.toString();
		},
		() => {},
	);
	return { pid: outcome.pid, output: () => output, drain: () => outcome.stdout.drain() };
}

function exitsOf(system: FakeSystem): { readonly pid: number; readonly at: number; readonly status: ExitStatus }[] {
	const exits: { readonly pid: number; readonly at: number; readonly status: ExitStatus }[] = [];
	system.processes.onExit((exit) => exits.push({ ...exit, at: system.clock.now() }));
	return exits;
}

const CRASHES_TWICE: FakeScript = (self) => {
	if (self.count > 2) return;
	self.print(`attempt ${self.count}\n`);
	self.after(250, () => self.exit(1));
};

t.test('a script knows how often it was started, and lives in virtual time', async (t) => {
	const system = createFakeSystem(CRASHES_TWICE);
	const exits = exitsOf(system);
	const first = spawn(system);
	t.strictSame(exits, [], 'nothing happens while no time passes');
	system.advance(249);
	t.strictSame(exits, []);
	t.equal(first.output(), 'attempt 1\n');
	system.advance(1);
	t.strictSame(exits, [{ pid: first.pid, at: 250, status: { type: 'code', code: 1 } }]);
	spawn(system);
	const third = spawn(system);
	system.advance(1_000_000);
	t.equal(exits.length, 2);
	t.strictSame(system.processes.liveTree({ leader: third.pid, cookie: 'COOKIE=a' }), [third.pid]);
});

t.test('an exit overtakes the output before it, which drain delivers', async (t) => {
	const system = createFakeSystem((self) => {
		self.print('last words\n');
		self.exit(0);
	});
	let seen: string | undefined;
	const program = spawn(system);
	system.processes.onExit(() => {
		const before = program.output();
		program.drain();
		seen = `${before}|${program.output()}`;
	});
	system.advance(0);
	t.equal(seen, '|last words\n');
});

t.test('failures come when they are asked for, and only then', async (t) => {
	const system = createFakeSystem();
	system.faults.failNext('fork', 'EAGAIN', 2);
	system.faults.failNext('pipe', 'EMFILE');
	system.faults.failNext('setuid', 'EPERM');
	const outcomes = Array.from({ length: 5 }, () => system.processes.spawn(REQUEST));
	t.match(outcomes, [
		{ type: 'not-forked', failure: { step: 'pipe', errno: 'EMFILE' } },
		{ type: 'not-forked', failure: { step: 'fork', errno: 'EAGAIN' } },
		{ type: 'not-forked', failure: { step: 'fork', errno: 'EAGAIN' } },
		{ type: 'not-executed', failure: { step: 'setuid', errno: 'EPERM' } },
		{ type: 'spawned' },
	]);
	const { pid } = spawn(system);
	system.faults.failNext('kill', 'EPERM');
	t.strictSame(system.processes.signal(pid, 15, { group: false }), { step: 'kill', errno: 'EPERM' });
	t.equal(system.processes.signal(pid, 15, { group: false }), 'sent');
});

t.test('a process can be lost without a word', async (t) => {
	const system = createFakeSystem();
	const exits = exitsOf(system);
	const { pid } = spawn(system);
	system.advance(10);
	system.lose(pid);
	system.advance(10_000);
	t.strictSame(exits, []);
	t.equal(system.processes.signal(pid, 9, { group: false }), 'gone');
	t.strictSame(system.processes.liveTree({ leader: pid, cookie: 'COOKIE=a' }), []);
});

t.test('an orphan is adopted, and its end is told as such', async (t) => {
	const system = createFakeSystem((self) => {
		self.fork((child) => child.after(500, () => child.exit(3)), { newSession: true, clearEnvironment: true });
		self.after(100, () => self.exit(0));
	});
	const orphans: number[] = [];
	system.processes.onOrphan(() => orphans.push(system.clock.now()));
	const { pid } = spawn(system);
	system.advance(200);
	t.strictSame(system.processes.liveTree({ leader: pid, cookie: 'COOKIE=a' }), [], 'it has left every trace behind');
	t.equal(system.processes.liveDescendants().length, 1);
	system.advance(1000);
	t.strictSame(orphans, [500]);
});

t.test('the disk can be full', async (t) => {
	const { files, faults } = createFakeSystem();
	const log = files.openAppend('/var/log/web.log');
	files.diskBytesLeft = 8;
	t.equal(log.write(Buffer.from('hello ')), 6);
	t.equal(log.write(Buffer.from('world')), 2, 'a part still fits');
	t.throws(() => log.write(Buffer.from('!')), { code: 'ENOSPC', syscall: 'write' });
	t.throws(() => files.writeText('/run/x.pid', '1'), { code: 'ENOSPC' });
	log.truncate();
	t.equal(log.write(Buffer.from('again')), 5);
	faults.failNext('write', 'EIO');
	t.throws(() => log.write(Buffer.from('!')), { code: 'EIO' });
	t.throws(() => files.openAppend('/no/such/folder/log'), { code: 'ENOENT' });
	files.rename('/var/log/web.log', '/var/log/web.log.1');
	t.equal(log.isLinked(), false);
	t.equal(files.content('/var/log/web.log.1'), 'again');
	t.strictSame(files.list('/var/log'), ['web.log.1']);
});

t.test('time never waits for a thing that repeats for ever in one instant', async (t) => {
	const { clock } = createFakeSystem();
	let count = 0;
	const again = () => {
		count++;
		if (count < 1000) clock.at(clock.now(), again);
	};
	again();
	clock.advance(0);
	t.equal(count, 1000);
	const order: string[] = [];
	clock.at(clock.now() + 5, () => order.push('second'));
	clock.at(clock.now() + 2, () => {
		order.push('first');
		clock.at(clock.now() + 3, () => order.push('third, by birth'));
	});
	await clock.advanceInTurns(10);
	t.strictSame(order, ['first', 'second', 'third, by birth']);
});
