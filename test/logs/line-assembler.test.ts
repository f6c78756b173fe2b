import fc from 'fast-check';
import t from 'tap';
import { LineAssembler } from '../../src/logs/line-assembler.ts';
import { anyChunking, bytesWith } from './any-chunking.ts';
import '../fixtures/seed.ts';

const MAX = 16;
const NEWLINE = 10;

/** What came out, as text in Latin-1: whole lines end with `\n`, pieces with `…`, an unfinished last line with `$`. */
function assemble(chunks: readonly Buffer[], maxBytes = MAX): string[] {
	const out: string[] = [];
	const lines = new LineAssembler(
		{
			lines: (block) => out.push(...(block.toString('latin1').match(/[^\n]*\n/g) ?? [])),
			piece: (bytes, isLast) => out.push(bytes.toString('latin1') + (isLast ? '$' : '…')),
		},
		maxBytes,
	);
	for (const chunk of chunks) {
		// The reader's buffer is reused, so nothing may be kept of it.
		const reused = Buffer.from(chunk);
		lines.push(reused);
		reused.fill('!');
	}
	lines.end();
	return out;
}

t.test('gives whole lines, and at the end what has none', async (t) => {
	t.same(assemble([Buffer.from('one\ntwo\nthr'), Buffer.from('ee\n'), Buffer.from('> ')]), [
		'one\n',
		'two\n',
		'three\n',
		'> $',
	]);
	t.same(assemble([Buffer.from('\n\n'), Buffer.from(''), Buffer.from('\n')]), ['\n', '\n', '\n']);
	t.same(assemble([]), []);
});

t.test('a line of the bound is whole, and one byte more makes a piece', async (t) => {
	const sixteen = '0123456789abcdef';
	t.same(assemble([Buffer.from(`${sixteen}\n`)]), [`${sixteen}\n`]);
	t.same(assemble([Buffer.from(sixteen), Buffer.from('\n')]), [`${sixteen}\n`]);
	t.same(assemble([Buffer.from(`${sixteen}g\n`)]), [`${sixteen}…`, 'g\n']);
	t.same(assemble([Buffer.from(sixteen), Buffer.from('g'), Buffer.from('\n')]), [`${sixteen}…`, 'g\n']);
	t.same(assemble([Buffer.from(`${sixteen}${sixteen}${sixteen}`)]), [`${sixteen}…`, `${sixteen}…`, `${sixteen}$`]);
});

t.test('a UTF-8 character is not cut between two pieces', async (t) => {
	const pieces = assemble([Buffer.from('0123456789abcd€uro\n')]).map((piece) => Buffer.from(piece, 'latin1'));
	t.same(pieces.map(String), [Buffer.from('0123456789abcd…', 'latin1').toString(), '€uro\n']);
});

t.test('any chunking of any bytes gives the same lines, and they are the bytes', async () => {
	fc.assert(
		fc.property(anyChunking(bytesWith(NEWLINE, 0x41, 0x80, 0xe2, 0xff)), ({ whole, chunks }) => {
			const lines = assemble(chunks);
			if (JSON.stringify(lines) !== JSON.stringify(assemble([whole]))) return false;
			if (lines.some((line) => line.length > MAX + 1)) return false;
			return (
				lines.map((line) => (line.endsWith('\n') ? line : line.slice(0, -1))).join('') === whole.toString('latin1')
			);
		}),
		{ numRuns: 5000 },
	);
});

t.test('a line that comes byte by byte is whole', async (t) => {
	const line = `${'x'.repeat(100_000)}\n`;
	const bytes = [...line].map((character) => Buffer.from(character));
	t.same(
		assemble(bytes, 64 * 1024).map((piece) => piece.length),
		[65_537, 34_465],
	);
});
