import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Addon } from '../../src/platform/linux/addon.ts';
import { LinuxOutputPipe } from '../../src/platform/linux/output-pipe.ts';
import { SpliceRoute } from '../../src/platform/linux/splice-route.ts';
import type { OutputPipe } from '../../src/platform/system.ts';
import { numberedLines, WAITS } from './contract/programs.ts';
import { requestFor } from './contract/rig.ts';
import { isRoot, linuxRig, shell } from './linux-rig.ts';

const { addon, driver, system } = linuxRig();
t.teardown(() => system.processes.close());

const WWW_DATA = { uid: 33, gid: 33, groups: [33] };
const REOPENS = shell('echo one > /dev/stdout && echo two > /dev/stderr && echo three >> /proc/self/fd/1');

for (const [who, identity] of [
	['the daemon itself', undefined],
	['another user', WWW_DATA],
] as const) {
	t.test(
		`a program of ${who} opens /dev/stdout and /dev/stderr anew`,
		{ skip: !isRoot && identity !== undefined && 'needs root' },
		async (t) => {
			const program = driver.start(t as Test, REOPENS, identity === undefined ? {} : { identity });
			t.strictSame(await program.ended(), { type: 'code', code: 0 }, program.stderr().toString());
			t.equal(program.stdout().toString(), 'one\nthree\n');
			t.equal(program.stderr().toString(), 'two\n');
		},
	);
}

t.test(
	'so does one that becomes another user by itself, as gosu does',
	{ skip: !isRoot && 'needs root' },
	async (t) => {
		const drops = shell('exec setpriv --reuid 33 --regid 33 --clear-groups sh -c "id -u > /dev/stdout"');
		const program = driver.start(t as Test, drops);
		t.strictSame(await program.ended(), { type: 'code', code: 0 }, program.stderr().toString());
		t.equal(program.stdout().toString(), '33\n');
	},
);

t.test('a program of another user opens /dev/stdin anew', { skip: !isRoot && 'needs root' }, async (t) => {
	const program = driver.start(t as Test, shell('read line < /dev/stdin; echo "$line"'), { identity: WWW_DATA });
	program.stdin.write(Buffer.from('hello\n'));
	await program.ended();
	t.equal(program.stdout().toString(), 'hello\n');
});

/** A pipe that the test writes to itself; `clock` is its rough one, and what it is resized to is noted. */
function pipeUnderTest(clock?: () => number) {
	const ends = addon.pipe(0, 0, undefined);
	if (typeof ends === 'number') throw new Error(`pipe: ${ends}`);
	const resized: number[] = [];
	const noting: Addon = {
		...addon,
		resizePipe(fd, capacityBytes) {
			resized.push(capacityBytes);
			return addon.resizePipe(fd, capacityBytes);
		},
	};
	const route = new SpliceRoute(addon);
	const buffers = { flowing: Buffer.alloc(65_536), draining: Buffer.alloc(65_536), route };
	const pipe = new LinuxOutputPipe(ends[0], noting, buffers, clock);
	const chunks: string[] = [];
	let ended = 0;
	pipe.read(
		(chunk) => chunks.push(chunk.toString('latin1')),
		() => {
			ended += 1;
		},
	);
	let isOpen = true;
	const hangUp = (): void => {
		if (isOpen) closeSync(ends[1]);
		isOpen = false;
	};
	return {
		pipe,
		chunks,
		resized,
		ended: () => ended,
		fd: ends[0],
		write: (text: string) => writeSync(ends[1], text),
		hangUp,
		close() {
			hangUp();
			pipe.close();
			route.close();
		},
	};
}

/** So often that the pipe is in a rush, where its clock stands still. */
async function rush({ write, chunks, resized }: ReturnType<typeof pipeUnderTest>): Promise<string> {
	let written = '';
	for (let i = 0; resized.length === 0; i++) {
		const line = `line ${i}\n`;
		written += line;
		write(line);
		await driver.until(`line ${i} was read`, () => chunks.join('') === written);
	}
	return written;
}

t.test('a pipe that is written to ever again is looked at by the clock, and is larger meanwhile', async (t) => {
	const under = pipeUnderTest(() => 0);
	const { chunks, resized, write } = under;
	let written = await rush(under);
	t.strictSame(resized, [1024 * 1024]);
	write('x'.repeat(50_000));
	written += 'x'.repeat(50_000);
	await driver.until('all is read', () => chunks.join('').length === written.length);
	await driver.until('the rush is over', () => resized.length === 2);
	t.strictSame(resized, [1024 * 1024, 256 * 1024]);
	write('and then\n');
	await driver.until('it is read', () => chunks.join('') === `${written}and then\n`);
	t.equal(under.ended(), 0);
	under.hangUp();
	await driver.until('its end is told', () => under.ended() > 0);
	t.equal(under.ended(), 1);
	under.close();
});

t.test('the end of a writer in a rush is told, and what it wrote before is read', async (t) => {
	const under = pipeUnderTest(() => 0);
	const written = await rush(under);
	under.write('the last');
	under.hangUp();
	await driver.until('its end is told', () => under.ended() > 0);
	t.equal(under.chunks.join(''), `${written}the last`);
	under.close();
	t.equal(under.ended(), 1);
});

t.test('a pipe can be closed in a rush', async (t) => {
	const under = pipeUnderTest(() => 0);
	await rush(under);
	under.write('unread');
	const before = under.chunks.length;
	under.close();
	t.equal(under.ended(), 1);
	// Whatever was due by the clock has had its time.
	const later = pipeUnderTest(() => 0);
	await rush(later);
	await driver.until('the rush of another one is over', () => later.resized.length === 2);
	later.close();
	t.equal(under.chunks.length, before);
});

t.test('a drain ends where somebody else has read what was in the pipe', (t) => {
	const ends = addon.pipe(0, 0, undefined);
	if (typeof ends === 'number') throw new Error(`pipe: ${ends}`);
	const buffers = { flowing: Buffer.alloc(16), draining: Buffer.alloc(16), route: new SpliceRoute(addon) };
	// A program may read its own stdout: it took the rest between the question and the read.
	const pipe = new LinuxOutputPipe(ends[0], { ...addon, unread: () => 100 }, buffers);
	const chunks: string[] = [];
	pipe.read(
		(chunk) => chunks.push(chunk.toString()),
		() => {},
	);
	writeSync(ends[1], 'left');
	pipe.drain();
	t.strictSame(chunks, ['left']);
	pipe.close();
	closeSync(ends[1]);
	t.end();
});

t.test('splice moves exactly what is in the pipe, and no more than it may', async (t) => {
	const path = join(t.testdir({ log: 'before\n' }), 'log');
	const file = system.files.openAppend(path);
	const lines = numberedLines(300_000);
	const outcome = driver.spawn(requestFor(shell('seq -f %07.0f 1 37500; exec sleep 1000')));
	if (outcome.type !== 'spawned') throw new Error('not spawned');
	t.teardown(async () => {
		system.processes.signal(outcome.pid, 9, { group: true });
		await driver.until('it is gone', () => driver.statusesOf(outcome.pid).length > 0);
		outcome.stdin.close();
		outcome.stdout.close();
		outcome.stderr?.close();
	});
	let moved = 0;
	await driver.until('100,000 bytes are moved', () => {
		moved += outcome.stdout.splice(file.fd, 100_000 - moved);
		return moved >= 100_000;
	});
	t.equal(moved, 100_000);
	t.equal(outcome.stdout.splice(file.fd, 0), 0);
	file.write(Buffer.from('between\n'));
	await driver.until('all is moved', () => {
		const count = outcome.stdout.splice(file.fd, 1_000_000);
		t.ok(count >= 0);
		moved += count;
		return moved >= 300_000;
	});
	t.equal(outcome.stdout.splice(file.fd, 1_000_000), 0, 'the pipe is empty');
	file.write(Buffer.from('after\n'));
	const expected = `before\n${lines.slice(0, 100_000)}between\n${lines.slice(100_000)}after\n`;
	t.equal(readFileSync(path, 'utf8') === expected, true, 'in order, and the file still appends');
	file.close();
});

for (const place of [tmpdir(), '/dev/shm']) {
	for (const size of [0, 1, 65_535, 65_536, 262_143]) {
		t.test(`what waits goes at once behind the ${size} bytes of a file in ${place}`, async (t) => {
			const folder = mkdtempSync(join(place, 'podvisor-splice-'));
			t.teardown(() => rmSync(folder, { recursive: true }));
			const file = system.files.openAppend(join(folder, 'log'));
			file.write(Buffer.alloc(size, 'x'));
			const ends = addon.pipe(0, 256 * 1024, undefined);
			if (typeof ends === 'number') throw new Error(`pipe: ${ends}`);
			const waiting = Buffer.from(numberedLines(addon.resizePipe(ends[1], 256 * 1024)));
			writeSync(ends[1], waiting);
			const route = new SpliceRoute(addon);
			t.equal(
				route.move(ends[0], file.fd, 1_000_000, () => t.fail('stranded')),
				waiting.length,
			);
			t.ok(readFileSync(join(folder, 'log')).equals(Buffer.concat([Buffer.alloc(size, 'x'), waiting])));
			route.close();
			file.close();
			for (const end of ends) closeSync(end);
		});
	}
}

t.test('splice goes on working while the pipe is being read', async (t) => {
	const path = join(t.testdir({}), 'log');
	const file = system.files.openAppend(path);
	const outcome = driver.spawn(requestFor(shell('seq -f %07.0f 1 125000')));
	if (outcome.type !== 'spawned') throw new Error('not spawned');
	let ended = false;
	outcome.stdout.read(
		(chunk) => {
			file.write(chunk);
			outcome.stdout.splice(file.fd, 10_000_000);
		},
		() => {
			ended = true;
		},
	);
	await driver.until('the pipe has ended', () => ended);
	t.equal(readFileSync(path, 'utf8') === numberedLines(1_000_000), true);
	for (const pipe of [outcome.stdin, outcome.stdout, outcome.stderr]) pipe?.close();
	file.close();
});

/** A program that wrote 3,893 bytes and waits. */
function startWriter(t: Test): OutputPipe {
	const outcome = driver.spawn(requestFor(shell('seq 1 1000; exec sleep 1000')));
	if (outcome.type !== 'spawned') throw new Error('not spawned');
	t.teardown(async () => {
		system.processes.signal(outcome.pid, 9, { group: true });
		await driver.until('it is gone', () => driver.statusesOf(outcome.pid).length > 0);
		for (const pipe of [outcome.stdin, outcome.stdout, outcome.stderr]) pipe?.close();
	});
	return outcome.stdout;
}

t.test('splice says where it cannot', async (t) => {
	const stdout = startWriter(t as Test);
	const readOnly = openSync('/dev/null', 'r');
	await driver.until('there is something', () => stdout.splice(readOnly, 1000) === -1);
	closeSync(readOnly);
});

const smallDisk = mkdtempSync(join(tmpdir(), 'podvisor-'));
const hasSmallDisk = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', smallDisk]).status === 0;
t.teardown(() => {
	if (hasSmallDisk) spawnSync('umount', [smallDisk]);
	rmSync(smallDisk, { recursive: true });
});

t.test(
	'what a full disk does not take of what was spliced comes to the reader, in order',
	{ skip: !hasSmallDisk && 'cannot mount' },
	async (t) => {
		const path = join(smallDisk, 'log');
		const file = system.files.openAppend(path);
		// Room for all but the last bytes of it, whatever the size of a page.
		const lines = numberedLines(160_000);
		const { pipe, write, chunks, close } = pipeUnderTest();
		let moved = 0;
		for (let at = 0; at < lines.length; at += 40_000) {
			write(lines.slice(at, at + 40_000));
			moved += pipe.splice(file.fd, 1_000_000);
		}
		t.ok(moved < lines.length, `the disk took ${moved} bytes`);
		t.equal(readFileSync(path, 'latin1') + chunks.join('') === lines, true, 'not a byte is lost');
		t.throws(() => file.write(Buffer.from('x')), { code: 'ENOSPC' });
		file.truncate();
		write('and then\n');
		t.equal(pipe.splice(file.fd, 1_000_000), 9);
		t.equal(readFileSync(path, 'latin1'), 'and then\n');
		file.close();
		close();
	},
);

t.test('drain takes what is there and returns, though an escapee writes for ever', async (t) => {
	const outcome = driver.spawn(requestFor(shell('yes & echo $!; exec sleep 1000')));
	if (outcome.type !== 'spawned') throw new Error('not spawned');
	let bytes = 0;
	outcome.stdout.read(
		(chunk) => {
			bytes += chunk.length;
		},
		() => {},
	);
	await driver.until('it writes', () => bytes > 100_000);
	let most = 0;
	// The loop reads nothing meanwhile, so that the pipe fills up.
	for (const start = bytes; bytes - start < 10_000_000; ) {
		const before = bytes;
		outcome.stdout.drain();
		most = Math.max(most, bytes - before);
	}
	t.ok(most <= 1024 * 1024, `${most} bytes at once are at most what a pipe holds`);
	system.processes.signal(outcome.pid, 9, { group: true });
	await driver.until('it is gone', () => driver.statusesOf(outcome.pid).length > 0);
	for (const pipe of [outcome.stdin, outcome.stdout, outcome.stderr]) pipe?.close();
});

t.test('a stdin that nobody reads is queued within bounds, and closing it costs nothing', async (t) => {
	const program = driver.start(t as Test, WAITS);
	await program.says('ready');
	const block = Buffer.alloc(100_000);
	let accepted = 0;
	while (program.stdin.write(block) && accepted < 1000) accepted++;
	t.ok(accepted >= 10 && accepted < 20, `${accepted} blocks of 100 kB were taken`);
});

t.test('when it has ended nothing is read that has its number by then', async (t) => {
	const under = pipeUnderTest();
	under.write('the last words');
	under.hangUp();
	// Its end closes it at once, and is told when the loop has come around: immediates run in between.
	while (isOpenDescriptor(under.fd)) await new Promise((resolve) => setImmediate(resolve));
	const heardOfIt = under.ended();
	const next = addon.pipe(0, 0, undefined);
	if (typeof next === 'number') throw new Error(`pipe: ${next}`);
	const file = openSync('/dev/null', 'w');
	t.teardown(() => {
		for (const fd of [...next, file]) closeSync(fd);
		under.close();
	});
	t.strictSame([heardOfIt, next[0]], [0, under.fd], 'the moment in between');
	writeSync(next[1], 'a request');
	under.pipe.drain();
	t.equal(under.pipe.splice(file, 1000), 0);
	t.strictSame(under.chunks, ['the last words']);
	t.equal(addon.unread(next[0]), 'a request'.length);
});

function isOpenDescriptor(fd: number): boolean {
	try {
		fstatSync(fd);
		return true;
	} catch {
		// EBADF.
		return false;
	}
}
