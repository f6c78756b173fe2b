import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import t, { type Test } from 'tap';

const WRITER = join(import.meta.dirname, 'descriptor-writer.ts');

interface Told {
	readonly accepted: number;
	readonly dropped: number;
	readonly pendingBytes: number;
	/** A line was taken after the reader had caught up. */
	readonly isOpenAgain: boolean;
	/** The description that is shared with whoever started the writer. */
	readonly isNonBlocking: boolean;
}

/** What the writer says on stderr: resolves at `alive`, and with its account at the end. */
function listen(child: ChildProcess): { alive: Promise<void>; told: Promise<Told> } {
	let text = '';
	const alive = Promise.withResolvers<void>();
	const told = Promise.withResolvers<Told>();
	child.stderr?.on('data', (chunk) => {
		text += chunk;
		if (text.includes('alive\n')) alive.resolve();
	});
	child.on('close', () => {
		const account = /^\{.*\}$/m.exec(text)?.[0];
		if (account === undefined) told.reject(new Error(`the writer said: ${text}`));
		else told.resolve(JSON.parse(account));
	});
	return { alive: alive.promise, told: told.promise };
}

async function readAll(stream: Readable): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}

/** How many whole lines there are, in order; any that is torn fails the test. */
function wholeLines(t: Test, text: string): number {
	const lines = text.split('\n');
	t.equal(lines.pop(), '', 'the last line is whole');
	let last = -1;
	const torn = lines.filter((line) => {
		if (line === 'last line end') return false;
		const number = Number(/^line (\d+) x* end$/.exec(line)?.[1]);
		const isWhole = number > last && line === `line ${number} ${'x'.repeat(number % 200)} end`;
		last = number;
		return !isWhole;
	});
	t.same(torn.slice(0, 3), []);
	return lines.length;
}

/** A named pipe's two ends: unlike Node's `pipe`, which is a socket pair. */
function namedPipe(directory: string, mode = '644'): { readEnd: number; writeEnd: number } {
	const path = join(directory, 'fifo');
	execFileSync('mkfifo', ['-m', mode, path]);
	const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	return { readEnd, writeEnd: openSync(path, constants.O_WRONLY) };
}

t.test(
	'a pipe that nobody reads: the loop goes on, lines are dropped whole, and the shared description is untouched',
	async (t) => {
		const { readEnd, writeEnd } = namedPipe(t.testdir({}));
		const child = spawn(process.execPath, [WRITER], { stdio: ['ignore', writeEnd, 'pipe'] });
		closeSync(writeEnd);
		const { alive, told } = listen(child);
		await alive;
		const text = await readAll(new Socket({ fd: readEnd, readable: true, writable: false }));
		const account = await told;
		t.ok(account.dropped > 1000, 'more than the queue holds');
		t.ok(account.pendingBytes <= 4 * 1024 * 1024 && account.pendingBytes > 3 * 1024 * 1024);
		t.equal(wholeLines(t, text), account.accepted + 1);
		t.match(account, { isOpenAgain: true, isNonBlocking: false });
	},
);

t.test(
	"a pipe that is another user's cannot be opened again, and is written without blocking all the same",
	{
		skip: process.getuid?.() !== 0 && 'needs root',
	},
	async (t) => {
		const { readEnd, writeEnd } = namedPipe(t.testdir({}), '600');
		const child = spawn(process.execPath, [WRITER], { stdio: ['ignore', writeEnd, 'pipe'], uid: 65_534, gid: 65_534 });
		closeSync(writeEnd);
		const { alive, told } = listen(child);
		await alive;
		const text = await readAll(new Socket({ fd: readEnd, readable: true, writable: false }));
		const account = await told;
		t.ok(account.dropped > 1000);
		t.equal(wholeLines(t, text), account.accepted + 1);
		t.equal(account.isNonBlocking, true, 'the price');
	},
);

t.test('a socket cannot be opened again either', async (t) => {
	const child = spawn(process.execPath, [WRITER], { stdio: ['ignore', 'pipe', 'pipe'] });
	const { alive, told } = listen(child);
	await alive;
	const text = await readAll(child.stdout);
	const account = await told;
	t.ok(account.dropped > 1000);
	t.equal(wholeLines(t, text), account.accepted + 1);
	t.equal(account.isOpenAgain, true);
});

t.test('a terminal that is held', async (t) => {
	const python = `
import os, pty, subprocess, sys, tty
master, slave = pty.openpty()
tty.setraw(slave)
child = subprocess.Popen(sys.argv[1:], stdout=slave, stderr=subprocess.PIPE)
os.close(slave)
while child.stderr.readline() != b'alive\\n': pass
try:
    while True: sys.stdout.buffer.write(os.read(master, 65536))
except OSError: pass
sys.stderr.buffer.write(child.stderr.read())`;
	const child = spawn('python3', ['-c', python, process.execPath, WRITER], { stdio: ['ignore', 'pipe', 'pipe'] });
	const { told } = listen(child);
	const text = await readAll(child.stdout);
	const account = await told;
	t.ok(account.dropped > 1000);
	t.equal(wholeLines(t, text), account.accepted + 1);
	t.match(account, { isOpenAgain: true, isNonBlocking: false });
});

t.test('a file takes everything, where the descriptor stands', async (t) => {
	const path = join(t.testdir({ out: 'before\n' }), 'out');
	const fd = openSync(path, 'a');
	const child = spawn(process.execPath, [WRITER], { stdio: ['ignore', fd, 'pipe'] });
	closeSync(fd);
	const account = await listen(child).told;
	t.match(account, { dropped: 0, pendingBytes: 0, isOpenAgain: true });
	const text = readFileSync(path, 'utf8');
	t.ok(text.startsWith('before\n'));
	t.equal(wholeLines(t, text.slice('before\n'.length)), account.accepted + 1);
});

t.test('a reader that goes away is no error, and what is written then is dropped', async (t) => {
	const { readEnd, writeEnd } = namedPipe(t.testdir({}));
	const child = spawn(process.execPath, [WRITER], { stdio: ['ignore', writeEnd, 'pipe'] });
	closeSync(writeEnd);
	const { alive, told } = listen(child);
	await alive;
	closeSync(readEnd);
	t.match(await told, { isOpenAgain: false });
	t.equal(child.exitCode, 0);
});
