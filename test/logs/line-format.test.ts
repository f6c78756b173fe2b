import fc from 'fast-check';
import t from 'tap';
import { createLineFormat, type LineFormat } from '../../src/logs/line-format.ts';
import { bytesWith } from './any-chunking.ts';
import '../fixtures/seed.ts';

const wall = () => Date.UTC(2024, 0, 2, 3, 4, 5, 678);

function format(name: 'raw' | 'text' | 'json', program = 'workers:mail_00'): LineFormat {
	return createLineFormat(name, { program, stream: 'stderr', wall });
}

t.test('raw is the line as it is; what had no end gets one', async (t) => {
	t.equal(String(format('raw').lines(Buffer.from('a\nb\n'))), 'a\nb\n');
	t.equal(String(format('raw').piece(Buffer.from('> '), false)), '> \n');
});

t.test('text has the name before each line, and keeps its bytes', async (t) => {
	const program = 'été:$& $1';
	t.equal(
		String(format('text', program).lines(Buffer.from('a\n\nb\n'))),
		`${program} | a\n${program} | \n${program} | b\n`,
	);
	t.equal(String(format('text').piece(Buffer.from('€'), true)), 'workers:mail_00 | €\n');
	const bytes = Buffer.from([0xff, 0x00, 0x80, 10]);
	t.same(format('text', 'x').lines(bytes), Buffer.concat([Buffer.from('x | '), bytes]));
});

t.test('json is one object a line', async (t) => {
	t.equal(
		String(format('json').lines(Buffer.from('hello "you"\n{"level":"info"}\n'))),
		'{"time":"2024-01-02T03:04:05.678Z","program":"workers:mail_00","stream":"stderr","message":"hello \\"you\\""}\n' +
			'{"time":"2024-01-02T03:04:05.678Z","program":"workers:mail_00","stream":"stderr","message":"{\\"level\\":\\"info\\"}"}\n',
	);
	t.same(JSON.parse(String(format('json').piece(Buffer.from('long'), true))), {
		time: '2024-01-02T03:04:05.678Z',
		program: 'workers:mail_00',
		stream: 'stderr',
		partial: true,
		message: 'long',
	});
	t.notMatch(String(format('json').piece(Buffer.from('last'), false)), /partial/);
});

t.test('whatever bytes a line has, json is one valid object with what is UTF-8 in it', async () => {
	fc.assert(
		fc.property(fc.array(bytesWith(0x22, 0x5c, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0x00), { minLength: 1 }), (lines) => {
			const buffers = lines.map((line) => Buffer.from(line.filter((byte) => byte !== 10)));
			const block = Buffer.concat(buffers.flatMap((line) => [line, Buffer.from('\n')]));
			const objects = String(format('json').lines(block)).split('\n');
			if (objects.pop() !== '' || objects.length !== buffers.length) return false;
			return objects.every((text, index) => JSON.parse(text).message === buffers[index]?.toString('utf8'));
		}),
	);
});
