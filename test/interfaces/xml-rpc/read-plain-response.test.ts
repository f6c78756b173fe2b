import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { Value } from '../../../src/foundation/value.ts';
import { encodeResponse } from '../../../src/interfaces/xml-rpc/encode-response.ts';
import { MAX_DEPTH } from '../../../src/interfaces/xml-rpc/message-builder.ts';
import { parseMessage } from '../../../src/interfaces/xml-rpc/parse-message.ts';
import { readPlainResponse } from '../../../src/interfaces/xml-rpc/read-plain-response.ts';
import { XmlRpcError } from '../../../src/interfaces/xml-rpc/xml-rpc-error.ts';
import { anyValue, structOf } from './any-value.ts';
import '../../fixtures/seed.ts';

/** As Python's xmlrpc.client writes it for supervisord: each tag on a line of its own. */
function asPythonHasIt(xml: string): string {
	return xml.replaceAll(
		/<\/?(?:methodResponse|params|param|data|member|array)>|<\/?struct>|<\/(?:name|value)>/g,
		'$&\n',
	);
}

const INFO = structOf([
	['name', 'web'],
	['start', 1_795_277_642],
	['spawnerr', ''],
	['isReady', true],
	['cpu', 0.5],
	['__proto__', 'a member like any other'],
	['description', "pid 21254, uptime 0:01:26 \u{1F600} 'é'"],
]);

t.test('what supervisord and podvisord answer is read without a parser', async (t) => {
	for (const value of [[INFO, INFO], INFO, 'text', -7, [], structOf([]), [[['a'], []], structOf([['b', [INFO]]])]]) {
		const ours = encodeResponse(value);
		t.strictSame(readPlainResponse(ours), value, ours);
		t.strictSame(readPlainResponse(asPythonHasIt(ours)), value, ours);
	}
});

t.test('what needs a parser is left to it', async (t) => {
	const answer = (value: string): string => encodeResponse('x').replace('<value><string>x</string></value>', value);
	for (const text of [
		'',
		'<html></html>',
		answer(''),
		answer('<value>no type</value>'),
		answer('<value/>'),
		answer('<value><nil/></value>'),
		answer('<value><string a="b">x</string></value>'),
		answer('<value><string>a &amp; b</string></value>'),
		answer('<value><string>]]></string></value>'),
		answer('<value><string>line\r\n</string></value>'),
		answer('<value><string>\x01</string></value>'),
		answer('<value><string>\uffff</string></value>'),
		answer('<value><string>x</int></value>'),
		answer('<value><string>x</string></value><value><string>x</string></value>'),
		answer('<value><struct><value><string>x</string></value></member></struct></value>'),
		answer('<value><struct><member><name>x</name></member></struct></value>'),
		answer('<value><array><data><value><string>x</string></value></array></value>'),
		` ${encodeResponse('x')}`,
		`${encodeResponse('x')}x`,
		encodeResponse('x').replace('?>', '?><!DOCTYPE x>'),
		encodeResponse('x').slice(0, -10),
		encodeResponse('x').replaceAll('params', 'fault'),
		answer(`${'<value><array><data>'.repeat(MAX_DEPTH)}${'</data></array></value>'.repeat(MAX_DEPTH + 1)}`),
		answer(`${'<value><array><data>'.repeat(MAX_DEPTH + 1)}${'</data></array></value>'.repeat(MAX_DEPTH + 1)}`),
		answer('<value><array><data>'.repeat(100_000)),
	]) {
		t.equal(readPlainResponse(text), undefined, text.slice(0, 200));
	}
});

t.test('a number that is none is refused as the parser refuses it', async (t) => {
	for (const text of ['', 'x', '1e400', '--1']) {
		for (const type of ['int', 'boolean', 'double']) {
			const answer = encodeResponse('x').replace('<string>x</string>', `<${type}>${text}</${type}>`);
			t.throws(() => readPlainResponse(answer), XmlRpcError);
			t.throws(() => parseMessage(answer), XmlRpcError);
		}
	}
});

/** Something that might be taken for what it replaces. */
const FRAGMENTS = [
	...[
		'<value>',
		'</value>',
		'<string>',
		'</string>',
		'<int>',
		'<array><data>',
		'</data></array>',
		'<struct>',
		'</struct>',
	],
	...[
		'<member>',
		'</member>',
		'<name>',
		'</name>',
		'<name>x</name>',
		'<value><int>1</int></value>',
		'<value/>',
		'<param>',
	],
	...[
		' ',
		'\n',
		'\r',
		'\t',
		'&',
		'&amp;',
		'<',
		'>',
		']]>',
		'<!---->',
		'<![CDATA[x]]>',
		'\0',
		'\x85',
		'\u00a0',
		'\u2028',
	],
	...['\ufeff', '\ufffe', 'x', '1', '-0', '<?x?>', '<nil/>', '</methodResponse>', '<fault>'],
];

t.test('whatever is read is what a parser makes of it', async (t) => {
	let read = 0;
	const change = fc.record({
		at: fc.double({ min: 0, max: 1, noNaN: true }),
		removed: fc.nat({ max: 12 }),
		put: fc.oneof(fc.constantFrom(...FRAGMENTS), fc.constant('')),
	});
	fc.assert(
		fc.property(anyValue, fc.boolean(), fc.array(change, { maxLength: 3 }), (value, isPythons, changes) => {
			let text = isPythons ? asPythonHasIt(encodeResponse(value)) : encodeResponse(value);
			for (const { at, removed, put } of changes) {
				const from = Math.floor(at * text.length);
				// UTF-8 has no half of a surrogate pair.
				text = `${text.slice(0, from)}${put}${text.slice(from + removed)}`.toWellFormed();
			}
			const plain = outcomeOf(() => readPlainResponse(text));
			if (plain === undefined) return;
			read += 1;
			deepStrictEqual(
				plain,
				outcomeOf(() => {
					const message = parseMessage(text);
					return message.type === 'response' ? message.value : undefined;
				}),
			);
		}),
		{ numRuns: 5000 },
	);
	t.ok(read > 500, `${read} were read`);
});

/** The value, or that there is none. */
function outcomeOf(read: () => Value | undefined): Value | undefined | { readonly refused: true } {
	try {
		return read();
	} catch (error) {
		if (error instanceof XmlRpcError) return { refused: true };
		throw error;
	}
}
