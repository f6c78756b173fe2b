import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import t from 'tap';
import { AnsiStripper } from '../../src/logs/ansi-stripper.ts';
import { anyChunking, bytesWith } from './any-chunking.ts';
import '../fixtures/seed.ts';

const ESCAPE = 0x1b;

function strip(chunks: readonly Buffer[]): Buffer {
	const stripper = new AnsiStripper();
	const stripped = chunks.map((chunk) => stripper.strip(chunk));
	return Buffer.concat([...stripped, stripper.end()]);
}

t.test('takes colours out, and leaves the rest', async (t) => {
	t.equal(String(strip([Buffer.from('\x1b[1;31mred\x1b[0m plain \x1b[2Kéa\x1b')])), 'red plain éa\x1b');
	const plain = Buffer.from('nothing to do\n');
	t.equal(new AnsiStripper().strip(plain), plain, 'the very same buffer');
});

t.test('a sequence may be split anywhere', async (t) => {
	t.equal(String(strip(['a\x1b', '[', '3', '1', 'mb\x1b', 'c'].map((chunk) => Buffer.from(chunk)))), 'ab\x1bc');
});

t.test('the next process begins outside of any sequence', async (t) => {
	const stripper = new AnsiStripper();
	stripper.strip(Buffer.from('\x1b[3'));
	stripper.end();
	t.equal(String(stripper.strip(Buffer.from('hello'))), 'hello');
});

const frequent = bytesWith(ESCAPE, 0x5b, 0x6d, 0x31, ESCAPE, 0x5b);

t.test('any chunking gives what the whole gives', async () => {
	fc.assert(
		fc.property(anyChunking(frequent), ({ whole, chunks }) => strip(chunks).equals(strip([whole]))),
		{ numRuns: 5000 },
	);
});

t.test('the whole gives what supervisord gives', async (t) => {
	const inputs = fc.sample(frequent, 2000).map((bytes) => Buffer.from(bytes).toString('base64'));
	const python = `
import base64, json, sys
from supervisor.dispatchers import stripEscapes
print(json.dumps([base64.b64encode(stripEscapes(base64.b64decode(text))).decode() for text in json.load(sys.stdin)]))`;
	const expected = JSON.parse(
		execFileSync('/usr/bin/python3', ['-c', python], { input: JSON.stringify(inputs), encoding: 'utf8' }),
	);
	t.same(
		inputs.map((input) => strip([Buffer.from(input, 'base64')]).toString('base64')),
		expected,
	);
});
