import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { LogTrouble } from '../../src/logs/log-trouble.ts';
import { RotatingFile } from '../../src/logs/rotating-file.ts';
import { createNodeFiles } from '../../src/platform/node-files.ts';
import { MemoryFiles, StandingClock } from './memory-files.ts';
import '../fixtures/seed.ts';

const PATH = '/log/web.log';

interface Rig {
	readonly memory: MemoryFiles;
	readonly clock: StandingClock;
	readonly troubles: LogTrouble[];
	readonly file: RotatingFile;
}

function rig(maxbytes: number, backups: number, memory = new MemoryFiles()): Rig {
	const clock = new StandingClock();
	const troubles: LogTrouble[] = [];
	const report = (trouble: LogTrouble) => troubles.push(trouble);
	const file = new RotatingFile({ path: PATH, maxbytes, backups, files: memory.port, clock, report });
	return { memory, clock, troubles, file };
}

/** The file and its backups from the oldest on. */
function everything(memory: MemoryFiles, backups: number): string {
	let all = '';
	for (let number = backups; number >= 1; number--) all += memory.text(`${PATH}.${number}`) ?? '';
	return all + (memory.text(PATH) ?? '');
}

t.test('rolls over after the write that reaches maxbytes, and shifts the backups', async (t) => {
	const { memory, file } = rig(10, 2);
	for (const line of ['12345678\n', 'a\n', 'second-file\n', 'third-file\n', 'now\n']) file.write(Buffer.from(line));
	t.equal(memory.text(PATH), 'now\n');
	t.equal(memory.text(`${PATH}.1`), 'third-file\n');
	t.equal(memory.text(`${PATH}.2`), 'second-file\n');
	t.equal(memory.text(`${PATH}.3`), undefined);
	t.equal(file.rotations, 3);
	t.equal(memory.opens - memory.closed, 1, 'no descriptor is left open');
});

t.test('without backups the file is truncated, and without maxbytes it grows', async (t) => {
	const truncated = rig(10, 0);
	for (const line of ['0123456789\n', 'next\n']) truncated.file.write(Buffer.from(line));
	t.equal(truncated.memory.text(PATH), 'next\n');
	t.same([...truncated.memory.nodes.keys()], [PATH]);
	const growing = rig(0, 5);
	for (let i = 0; i < 100; i++) growing.file.write(Buffer.alloc(1000, 'x'));
	t.equal(growing.memory.text(PATH)?.length, 100_000);
});

t.test('waits for the end of the line, and then cuts at the last one that has come', async (t) => {
	const { memory, file } = rig(10, 3);
	file.write(Buffer.from('0123456789abc'));
	t.equal(memory.text(`${PATH}.1`), undefined);
	file.write(Buffer.from('def\nghi\njk'));
	t.equal(memory.text(`${PATH}.1`), '0123456789abcdef\nghi\n');
	t.equal(memory.text(PATH), 'jk');
});

t.test('a line that goes on for more than 64 KiB beyond maxbytes is torn, and nothing is lost', async (t) => {
	const { memory, file } = rig(100, 3);
	for (let i = 0; i < 10; i++) file.write(Buffer.alloc(10_000, 'x'));
	t.equal(file.rotations, 1);
	t.equal(memory.text(`${PATH}.1`)?.length, 70_000);
	t.equal(memory.text(PATH)?.length, 30_000);
});

const chunks = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 40 }), { maxLength: 60 });

t.test('whatever the chunks and sizes, the files together are the input, and none begins inside a line', async () => {
	fc.assert(
		fc.property(chunks, fc.integer({ min: 0, max: 100 }), (input, maxbytes) => {
			const backups = 200;
			const { memory, file, troubles } = rig(maxbytes, backups);
			for (const chunk of input) file.write(Buffer.from(chunk));
			if (everything(memory, backups) !== input.join('') || troubles.length > 0) return false;
			for (let number = backups; number >= 1; number--) {
				const content = memory.text(`${PATH}.${number}`);
				if (content === undefined) continue;
				if (!content.endsWith('\n') || content.length < maxbytes || maxbytes === 0) return false;
			}
			return true;
		}),
		{ numRuns: 2000 },
	);
});

t.test('file by file the same as supervisord makes of the same writes, where lines end with the writes', async (t) => {
	const runs = fc.sample(
		fc.record({
			maxbytes: fc.integer({ min: 0, max: 200 }),
			backups: fc.integer({ min: 0, max: 4 }),
			chunks: fc.array(
				fc.string({ unit: fc.constantFrom('a', '\n'), maxLength: 50 }).map((s) => `${s}\n`),
				{ maxLength: 60 },
			),
		}),
		150,
	);
	const directory = t.testdir({ theirs: {}, ours: {} });
	for (const index of runs.keys()) {
		for (const whose of ['theirs', 'ours']) mkdirSync(join(directory, whose, String(index)));
	}
	const python = `
import json, sys
from supervisor.loggers import getLogger, handle_file
directory = sys.argv[1]
for index, run in enumerate(json.load(sys.stdin)):
    log = getLogger()
    handle_file(log, '%s/%d/log' % (directory, index), '%(message)s', rotating=not not run['maxbytes'],
                maxbytes=run['maxbytes'], backups=run['backups'])
    for chunk in run['chunks']:
        log.info(chunk.encode())
    log.close()
`;
	execFileSync('/usr/bin/python3', ['-c', python, join(directory, 'theirs')], { input: JSON.stringify(runs) });
	const clock = new StandingClock();
	for (const [index, { maxbytes, backups, chunks }] of runs.entries()) {
		const path = join(directory, 'ours', String(index), 'log');
		const report = (trouble: LogTrouble) => t.fail(JSON.stringify(trouble));
		const file = new RotatingFile({ path, maxbytes, backups, files: createNodeFiles(), clock, report });
		for (const chunk of chunks) file.write(Buffer.from(chunk));
		file.close();
		t.same(
			folder(join(directory, 'ours', String(index))),
			folder(join(directory, 'theirs', String(index))),
			JSON.stringify({ maxbytes, backups, chunks }),
		);
	}
});

function folder(directory: string): Record<string, string> {
	return Object.fromEntries(
		readdirSync(directory)
			.sort()
			.map((name) => [name, readFileSync(join(directory, name), 'utf8')]),
	);
}

t.test('a rename that fails leaves the file growing, is told once, and is made up for later', async (t) => {
	const { memory, clock, file, troubles } = rig(10, 2);
	memory.failRename = (_from, to) => (to.endsWith('.1') ? 'EISDIR' : undefined);
	for (let i = 0; i < 5; i++) file.write(Buffer.from(`line ${i} of many\n`));
	clock.nowMs = 1500;
	file.write(Buffer.from('line 5 of many\n'));
	t.equal(memory.text(PATH)?.split('\n').length, 7);
	t.same(troubles, [{ type: 'failed', action: 'rotate', path: PATH, code: 'EISDIR' }]);
	memory.failRename = undefined;
	file.write(Buffer.from('not yet\n'));
	clock.nowMs = 3000;
	file.write(Buffer.from('rolls\n'));
	t.equal(memory.text(PATH), '');
	t.match(memory.text(`${PATH}.1`), /^line 0 of many\n(line \d of many\n){5}not yet\nrolls\n$/);
	t.same(troubles.slice(1), [{ type: 'recovered', action: 'rotate', path: PATH, droppedBytes: 0 }]);
});

t.test('when the new file cannot be opened after the rename, the old one takes what comes', async (t) => {
	const { memory, clock, file, troubles } = rig(10, 2);
	file.write(Buffer.from('first\n'));
	memory.failOpen = 'EMFILE';
	file.write(Buffer.from('second\n'));
	file.write(Buffer.from('third\n'));
	t.equal(memory.text(`${PATH}.1`), 'first\nsecond\nthird\n');
	t.same(troubles, [{ type: 'failed', action: 'rotate', path: PATH, code: 'EMFILE' }]);
	memory.failOpen = undefined;
	clock.nowMs = 1000;
	file.write(Buffer.from('fourth\n'));
	t.equal(memory.text(PATH), 'fourth\n');
	t.equal(memory.opens - memory.closed, 1, 'no descriptor is left open');
});

t.test('a full disk: counted to the byte, told once, and over once', async (t) => {
	const { memory, clock, file, troubles } = rig(0, 0);
	memory.freeBytes = 12;
	let lost = 0;
	for (let i = 0; i < 100; i++) lost += file.write(Buffer.from(`line ${i} here\n`));
	t.equal(memory.text(PATH), 'line 0 here\n');
	const input = Array.from({ length: 100 }, (_, i) => `line ${i} here\n`).join('').length;
	t.equal(lost, input - 12);
	clock.nowMs = 500;
	memory.freeBytes = 5;
	lost += file.write(Buffer.from('partly\n'));
	t.equal(lost, input - 12 + 2);
	t.equal(troubles.length, 1);
	memory.freeBytes = 1000;
	clock.nowMs = 1600;
	t.equal(file.write(Buffer.from('whole\n')), 0);
	t.equal(memory.text(PATH), 'line 0 here\npartl\nwhole\n', 'two halves never look like one line');
	t.same(troubles, [
		{ type: 'failed', action: 'write', path: PATH, code: 'ENOSPC' },
		{ type: 'recovered', action: 'write', path: PATH, droppedBytes: lost },
	]);
});

t.test('a disk that takes a line now and then is one trouble, not many', async (t) => {
	const { memory, clock, file, troubles } = rig(0, 0);
	for (let i = 0; i < 20; i++) {
		clock.nowMs = i * 400;
		memory.freeBytes = i % 2 === 0 ? 0 : 100;
		file.write(Buffer.from('line\n'));
	}
	t.same(troubles, [{ type: 'failed', action: 'write', path: PATH, code: 'ENOSPC' }]);
});

t.test('whatever the disk takes, written and lost bytes together are the input', async () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.nat({ max: 30 })), { minLength: 1 }), (steps) => {
			const { memory, clock, file } = rig(0, 0);
			let input = 0;
			let lost = 0;
			for (const [text, freeBytes] of steps) {
				memory.freeBytes = freeBytes;
				clock.nowMs += 100;
				const bytes = Buffer.from(text);
				input += bytes.length;
				lost += file.write(bytes);
			}
			const written = memory.text(PATH)?.length ?? 0;
			// What was put between two halves of lines was not in the input.
			return written - (input - lost) >= 0 && written - (input - lost) < steps.length;
		}),
	);
});

t.test('an error of the file itself: closed, and opened again after a second', async (t) => {
	const { memory, clock, file, troubles } = rig(0, 0);
	memory.failWrite = 'EIO';
	t.equal(file.write(Buffer.from('lost\n')), 5);
	memory.failWrite = undefined;
	t.equal(file.write(Buffer.from('lost too\n')), 9, 'not tried at once');
	t.equal(memory.opens, 1);
	clock.nowMs = 1000;
	t.equal(file.write(Buffer.from('kept\n')), 0);
	t.equal(memory.text(PATH), 'kept\n');
	t.same(troubles.at(-1), { type: 'recovered', action: 'write', path: PATH, droppedBytes: 14 });
	t.equal(memory.opens - memory.closed, 1);
});

t.test('a folder closed to us: told once, tried again at most once a second, never thrown', async (t) => {
	const memory = new MemoryFiles();
	memory.failOpen = 'EACCES';
	let attempts = 0;
	const port = memory.port;
	const counting = {
		...port,
		openAppend: (path: string) => {
			attempts += 1;
			return port.openAppend(path);
		},
	};
	const clock = new StandingClock();
	const troubles: LogTrouble[] = [];
	const report = (trouble: LogTrouble) => troubles.push(trouble);
	const file = new RotatingFile({ path: PATH, maxbytes: 0, backups: 0, files: counting, clock, report });
	t.equal(file.isOpen, false);
	for (let i = 0; i < 100; i++) {
		clock.nowMs = i * 30;
		file.write(Buffer.from('0123456789'));
	}
	t.equal(attempts, 3);
	t.same(troubles, [{ type: 'failed', action: 'write', path: PATH, code: 'EACCES' }]);
	memory.failOpen = undefined;
	clock.nowMs = 4500;
	file.write(Buffer.from('here again\n'));
	t.same(troubles.at(-1), { type: 'recovered', action: 'write', path: PATH, droppedBytes: 1000 });
});

t.test('what a trouble that never ended has cost is told at the close, once', async (t) => {
	const { memory, file, troubles } = rig(0, 0);
	memory.freeBytes = 4;
	file.write(Buffer.from('0123456789'));
	t.same(troubles, [{ type: 'failed', action: 'write', path: PATH, code: 'ENOSPC' }]);
	file.close();
	file.close();
	t.same(troubles.slice(1), [{ type: 'unrecovered', action: 'write', path: PATH, droppedBytes: 6 }]);
	const healthy = rig(0, 0);
	healthy.file.write(Buffer.from('kept\n'));
	healthy.file.close();
	t.same(healthy.troubles, []);
});

t.test(
	'a deleted file is begun anew under its name; with its folder gone what comes is dropped and counted',
	async (t) => {
		const { memory, clock, file, troubles } = rig(0, 0);
		file.write(Buffer.from('gone\n'));
		memory.nodes.delete(PATH);
		clock.nowMs = 1000;
		file.write(Buffer.from('anew\n'));
		t.equal(memory.text(PATH), 'anew\n');
		t.same(troubles, []);
		memory.nodes.delete(PATH);
		memory.failOpen = 'ENOENT';
		clock.nowMs = 2000;
		t.equal(file.write(Buffer.from('nowhere\n')), 8);
		memory.failOpen = undefined;
		clock.nowMs = 3000;
		file.write(Buffer.from('back\n'));
		t.equal(memory.text(PATH), 'back\n');
		t.same(troubles, [
			{ type: 'failed', action: 'write', path: PATH, code: 'ENOENT' },
			{ type: 'recovered', action: 'write', path: PATH, droppedBytes: 8 },
		]);
		t.equal(memory.opens - memory.closed, 1);
	},
);

t.test('moved away in a folder closed to us: the old file takes what comes', async (t) => {
	const { memory, clock, file } = rig(0, 0);
	memory.nodes.set('/log/moved', memory.nodes.get(PATH) as never);
	memory.nodes.delete(PATH);
	memory.failOpen = 'EACCES';
	clock.nowMs = 1000;
	t.equal(file.write(Buffer.from('kept\n')), 0);
	t.equal(memory.text('/log/moved'), 'kept\n');
});

t.test('reopening writes to a new file of the name; removing begins with an empty one', async (t) => {
	const { memory, file } = rig(0, 0);
	file.write(Buffer.from('before\n'));
	memory.port.rename(PATH, '/log/rotated');
	file.reopen();
	file.write(Buffer.from('after\n'));
	t.equal(memory.text('/log/rotated'), 'before\n');
	t.equal(memory.text(PATH), 'after\n');
	file.remove();
	t.equal(memory.text(PATH), '');
	file.close();
	file.reopen();
	t.equal(memory.opens, memory.closed);
	t.equal(file.write(Buffer.from('too late')), 8);
});

t.test('bytes may be spliced until the rollover is near or something is wrong', async (t) => {
	const { memory, clock, file } = rig(200_000, 2);
	t.equal(file.spliceTarget()?.maxBytes, 199_999);
	file.write(Buffer.from('unfinished'));
	file.spliced(100_000);
	t.equal(file.spliceTarget()?.maxBytes, 99_989);
	file.spliced(50_000);
	t.equal(file.spliceTarget(), undefined);
	file.write(Buffer.alloc(60_000, 'x'));
	file.write(Buffer.from('\nnext'));
	t.equal(memory.text(PATH), 'next');
	t.equal(file.spliceTarget()?.maxBytes, 199_995);
	memory.freeBytes = 0;
	file.write(Buffer.from('x'));
	t.equal(file.spliceTarget(), undefined);
	t.equal(clock.nowMs, 0);
});
