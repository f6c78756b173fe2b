import { assert, property, string } from 'fast-check';
import t from 'tap';
import { escapeXml } from '../../../src/interfaces/xml-rpc/escape-xml.ts';
import '../../fixtures/seed.ts';

/** What becomes of each character, one by one. */
function escapeEach(text: string): string {
	return [...text.toWellFormed()].map((character) => EXPECTED.get(character) ?? character).join('');
}

const EXPECTED: ReadonlyMap<string, string> = new Map([
	...Array.from({ length: 32 }, (_, code): [string, string] => [
		String.fromCharCode(code),
		String.fromCodePoint(0x2400 + code),
	]),
	...(['\t', '\n'] as const).map((plain): [string, string] => [plain, plain]),
	['\r', '&#13;'],
	['&', '&amp;'],
	['<', '&lt;'],
	['>', '&gt;'],
	['\ufffe', '\ufffd'],
	['\uffff', '\ufffd'],
]);

t.test('every character that XML cannot carry, or means something to it, is replaced on its own', async (t) => {
	const unit = string({ unit: 'binary', minLength: 1, maxLength: 1 });
	assert(property(string({ unit }), (text) => escapeXml(text) === escapeEach(text)));
	const all = String.fromCharCode(...Array.from({ length: 300 }, (_, code) => code), 0xfffe, 0xffff, 0xd800, 0x2400);
	t.equal(escapeXml(all), escapeEach(all));
	t.equal(escapeXml('a &amp; b'), 'a &amp;amp; b');
});

t.test('text that is looked at in pieces is the same as in one', async (t) => {
	for (const odd of ['\0', '&', '😀', '\ud800', '&\0<\r😀']) {
		for (const before of [65_534, 65_535, 65_536]) {
			const text = `${'x'.repeat(before)}${odd.repeat(70_000)}`;
			t.ok(escapeXml(text) === escapeEach(text), `${JSON.stringify(odd)} after ${before}`);
		}
	}
});
