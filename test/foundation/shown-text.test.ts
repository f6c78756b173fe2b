/** What makes text that a program chose fit to be shown. */
import t from 'tap';
import { cutToBytes } from '../../src/foundation/cut-to-bytes.ts';
import { lastThatFit } from '../../src/foundation/last-that-fit.ts';
import { longestFirst, maskSecrets, partsOfSecret } from '../../src/foundation/mask-secrets.ts';
import { oneLine } from '../../src/foundation/one-line.ts';
import { showControls, showControlsButTabs } from '../../src/foundation/show-controls.ts';

t.test('what programs say is shown in one line of printable text, and not without end', async (t) => {
	t.equal(oneLine('a\x1b[2J\u202eb\r\nc\u2028d'), 'a b c d');
	t.equal(oneLine('\x1b[1;31mred\x1b[0m  and\tmore '), 'red and more');
	t.equal([...oneLine('ä'.repeat(1000))].length, 200);
	t.equal(oneLine('abcdef', 4), 'abc…');
	t.equal(oneLine('😀'.repeat(1000)).endsWith('😀…'), true, 'no character is cut in two');
	t.equal(oneLine('  '), '');
});

t.test('what a terminal would obey is shown, and a tab of a line is none of it', async (t) => {
	t.equal(showControls('a\x1b\t\u202eb\u2028'), 'a\\x1b\\x09\\u202eb\\u2028');
	t.equal(showControlsButTabs('a\x1b\tb'), 'a\\x1b\tb');
});

t.test('a cut goes through no character, and is seen', async (t) => {
	t.equal(cutToBytes('abcdef', 6), 'abcdef');
	t.equal(cutToBytes('abcdefg', 6), 'abc…');
	for (let bytes = 3; bytes < 20; bytes++) {
		const cut = cutToBytes('ä😀x'.repeat(5), bytes);
		t.ok(Buffer.byteLength(cut) <= bytes);
		t.notMatch(cut, /\ufffd/);
		t.match(cut, /…$/);
	}
});

t.test('the last lines are kept that there is room for', async (t) => {
	const lengthOf = ({ length }: string): number => length;
	t.strictSame(lastThatFit(['one', 'two', 'three'], 8, lengthOf), ['two', 'three']);
	t.strictSame(lastThatFit(['one', 'two', 'three'], 7, lengthOf), ['three']);
	t.strictSame(lastThatFit(['one'], 2, lengthOf), []);
	t.strictSame(lastThatFit([], 2, lengthOf), []);
});

t.test('a secret is masked, and each long line of it', async (t) => {
	const values = longestFirst(['pass', 'password', 'one line\nshort\nanother line'].flatMap(partsOfSecret));
	t.equal(maskSecrets('password=pass; another line, short', values), '***=***; ***, short');
});
