import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Fault } from '../../../src/foundation/fault.ts';
import { type LogRange, MOST_LOG_BYTES, readLogFile, tailLogFile } from '../../../src/operations/read-log-file.ts';
import { FakeFaults } from '../../../src/platform/fake/fake-faults.ts';
import { FakeFiles } from '../../../src/platform/fake/fake-files.ts';
import { NO_REFERENCE } from '../pair.ts';

const TEXT = 'one\ntwo\nthree\n';

function filesWith(content: string | Buffer): FakeFiles {
	const files = new FakeFiles(new FakeFaults());
	files.put('/var/log/x', content);
	return files;
}

function read(files: FakeFiles, range: LogRange): unknown {
	try {
		return readLogFile(files, '/var/log/x', range);
	} catch (error) {
		if (error instanceof Fault) return { fault: error.fault };
		throw error;
	}
}

for (const text of [TEXT, '', 'x']) {
	t.test(`every range of a log of ${text.length} bytes, as supervisord reads it`, { skip: NO_REFERENCE }, async (t) => {
		const path = join(t.testdir(), 'x');
		writeFileSync(path, text);
		const numbers = Array.from({ length: 41 }, (_, index) => index - 20);
		const ranges = numbers.flatMap((offset) => numbers.map((length) => [offset, length] as const));
		const input = JSON.stringify([path, ranges]);
		const script = join(import.meta.dirname, 'log-ranges.py');
		const { stdout, stderr } = spawnSync('/usr/bin/python3', [script], { input, encoding: 'utf8' });
		t.equal(stderr, '');
		const theirs = JSON.parse(stdout) as unknown[];
		const files = filesWith(text);
		const ours = ranges.map(([offset, length]) => [
			read(files, { offset, length }),
			tailLogFile(files, '/var/log/x', { offset, length }),
		]);
		const different = ranges.filter((_, index) => JSON.stringify(ours[index]) !== JSON.stringify(theirs[index]));
		t.strictSame(different, []);
		t.equal(theirs.length, 1681);
	});
}

t.test('a character that a range cuts through is shown, not an error', async (t) => {
	const files = filesWith('grüße');
	t.equal(readLogFile(files, '/var/log/x', { offset: 0, length: 3 }), 'gr\ufffd');
	t.equal(readLogFile(files, '/var/log/x', { offset: -2, length: 0 }), '\ufffde');
	t.strictSame(tailLogFile(files, '/var/log/x', { offset: 6, length: 1 }), ['e', 7, false]);
});

t.test('however much is asked for, an answer has its bounds', async (t) => {
	const files = filesWith(Buffer.alloc(MOST_LOG_BYTES + 5, 'x'));
	for (const range of [
		{ offset: 0, length: 0 },
		{ offset: 3, length: 2 ** 40 },
		{ offset: -(2 ** 40), length: 0 },
	]) {
		t.equal(readLogFile(files, '/var/log/x', range).length, MOST_LOG_BYTES);
	}
	t.ok(tailLogFile(files, '/var/log/x', { offset: 0, length: 2 ** 40 })[0].length <= MOST_LOG_BYTES);
});

t.test('what cannot be read is a fault, and nothing to follow', async (t) => {
	const files = filesWith('x');
	t.throws(() => readLogFile(files, '/nope', { offset: 0, length: 0 }), new Fault('FAILED'));
	t.strictSame(tailLogFile(files, '/nope', { offset: 3, length: 5 }), ['', 3, false]);
});
