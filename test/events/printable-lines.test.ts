import t from 'tap';
import { LINE_MAX_BYTES, printableLines } from '../../src/events/printable-lines.ts';

const show = (text: string | Buffer, secrets: readonly string[] = [], isWhole = true): string[] =>
	printableLines(Buffer.from(text), { isWhole, secrets });

t.test('lines as they were written, the last 50', async (t) => {
	t.strictSame(show(''), []);
	t.strictSame(show('one\n\ntwo'), ['one', '', 'two']);
	t.strictSame(show('one\r\ntwo\r\n'), ['one', 'two']);
	const many = Array.from({ length: 80 }, (_, index) => `line ${index}`);
	t.strictSame(show(many.join('\n')), many.slice(-50));
	t.strictSame(show(`${many.join('\n')}\n`), many.slice(-50));
	const fifty = many.slice(0, 50);
	t.strictSame(show(`${fifty.join('\n')}\n`), fifty);
});

t.test('whatever a program prints is printable text', async (t) => {
	t.strictSame(show('\x1b[31mred\x1b[0m\ta\x00b\x7f\x9b\u202eabc\u2028'), [
		'\\x1b[31mred\\x1b[0m\ta\\x00b\\x7f\\x9b\\u202eabc\\u2028',
	]);
	t.strictSame(show(Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x0a, 0xc3])), ['a\ufffd\ufffdb', '\ufffd']);
	t.strictSame(show('50 %\rdone 100 %'), ['50 %\\x0ddone 100 %']);
	for (let round = 0; round < 200; round++) {
		const bytes = Buffer.from(
			Array.from({ length: 300 }, (_, index) => (index * 31 + round * 17 + ((index * round) >> 3)) & 0xff),
		);
		for (const line of printableLines(bytes, { isWhole: round % 2 === 0, secrets: [] })) {
			t.ok(line.isWellFormed());
			t.notMatch(line, /[^\P{Cc}\t]/u);
			t.equal(JSON.parse(JSON.stringify(line)), line);
		}
	}
});

t.test('a long line is cut, and not through a character', async (t) => {
	const [ascii = ''] = show('x'.repeat(5000));
	t.equal(Buffer.byteLength(ascii), LINE_MAX_BYTES);
	t.match(ascii, /^x+…$/);
	t.strictSame(show('x'.repeat(LINE_MAX_BYTES)), ['x'.repeat(LINE_MAX_BYTES)]);
	for (const shift of ['', 'a', 'ab', 'abc']) {
		const [line = ''] = show(shift + '😀'.repeat(2000));
		t.ok(Buffer.byteLength(line) <= LINE_MAX_BYTES);
		t.notMatch(line, /\ufffd/);
	}
});

t.test('where the begin is missing, half a line is left out', async (t) => {
	t.strictSame(show('cret\nwhole\n', [], false), ['whole']);
	t.strictSame(show('cret\nwhole', [], false), ['whole']);
	t.strictSame(show('half a line', [], false), []);
	const [end = ''] = show(`${'s'.repeat(LINE_MAX_BYTES)}${'x'.repeat(100)}`, [], false);
	t.equal(end, 'x'.repeat(100), 'of one enormous line the end is shown');
});

t.test('secrets are not shown', async (t) => {
	t.strictSame(show('login with hunter2!\nhunter2hunter2', ['hunter2']), ['login with ***!', '******']);
	t.strictSame(show('a hunter2-long b', ['hunter2', 'hunter2-long']), ['a *** b'], 'the longer one first');
	t.strictSame(show('abc', ['']), ['abc']);
	t.strictSame(show('$& and $1', ['and']), ['$& *** $1']);
	const key = '-----BEGIN KEY-----\nAAAABBBBCCCC\nDDDDEEEEFFFF\n-----END KEY-----';
	t.strictSame(show(`bad key:\n${key}\n`, [key]), ['bad key:', '***']);
	t.strictSame(show('line AAAABBBBCCCC alone', [key]), ['line *** alone']);
	const cut = `${'x'.repeat(LINE_MAX_BYTES - 5)}hunter2 and more`;
	t.notMatch(show(cut, ['hunter2'])[0], /hun/, 'nor the half that a cut would leave');
});
