import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { Fault } from '../../../src/foundation/fault.ts';
import type { Value } from '../../../src/foundation/value.ts';
import { decodeCall } from '../../../src/interfaces/xml-rpc/decode-call.ts';
import { decodeResponse } from '../../../src/interfaces/xml-rpc/decode-response.ts';
import { encodeCall } from '../../../src/interfaces/xml-rpc/encode-call.ts';
import { encodeFault, encodeResponse } from '../../../src/interfaces/xml-rpc/encode-response.ts';
import { MAX_DEPTH } from '../../../src/interfaces/xml-rpc/message-builder.ts';
import { XmlRpcError } from '../../../src/interfaces/xml-rpc/xml-rpc-error.ts';
import { anyValue, structOf, xmlText } from './any-value.ts';
import '../../fixtures/seed.ts';

t.test('what is sent in a call arrives as it was', async () => {
	fc.assert(
		fc.property(fc.array(anyValue, { maxLength: 4 }), (params) => {
			const call = decodeCall(Buffer.from(encodeCall('supervisor.x', params)));
			deepStrictEqual(call.methodName, 'supervisor.x');
			deepStrictEqual(call.params, params);
		}),
		{ numRuns: 500 },
	);
});

t.test('what is answered arrives as it was, and a fault too', async () => {
	fc.assert(
		fc.property(anyValue, (value) => {
			deepStrictEqual(decodeResponse(Buffer.from(encodeResponse(value))), { type: 'value', value });
		}),
		{ numRuns: 500 },
	);
	fc.assert(
		fc.property(xmlText, fc.integer({ min: 1, max: 99 }), (message, code) => {
			const body = Buffer.from(encodeFault({ code, message }));
			deepStrictEqual(decodeResponse(body), { type: 'fault', code, text: message });
		}),
	);
});

t.test('members that objects have anyway are members like any other', async (t) => {
	const body = encodeCall('m', [
		structOf([
			['__proto__', 1],
			['constructor', 'x'],
		]),
	]);
	const [struct] = decodeCall(Buffer.from(body)).params as readonly [Record<string, Value>];
	t.equal(Object.getPrototypeOf(struct), null);
	t.strictSame(Object.keys(struct).sort(), ['__proto__', 'constructor']);
	t.equal(({} as Record<string, unknown>)['1'], undefined);
});

t.test('what XML cannot carry is shown in another way', async (t) => {
	const sent = (text: string): Value => {
		const response = decodeResponse(Buffer.from(encodeResponse(text)));
		return response.type === 'value' ? response.value : '';
	};
	t.equal(sent('\x1b[32mgreen\x1b[0m\0'), '␛[32mgreen␛[0m␀');
	t.equal(sent('half \ud800 pair \udc00'), 'half \ufffd pair \ufffd');
	t.equal(sent('\ufffe\uffff'), '\ufffd\ufffd');
	t.equal(sent('progress\rdone\r\n'), 'progress\rdone\r\n', 'and CR is not taken for a line end');
	t.equal(sent('<&>]]>"\''), '<&>]]>"\'');
});

t.test('whole numbers are ints of 32 bits, others doubles; what is no number is never sent', async (t) => {
	const typed = (value: number): string | undefined => /<value>(.*)<\/value>/.exec(encodeResponse(value))?.[1];
	t.equal(typed(7), '<int>7</int>');
	t.equal(typed(-0), '<int>0</int>');
	t.equal(typed(2 ** 40), '<int>2147483647</int>');
	t.equal(typed(-(2 ** 40)), '<int>-2147483648</int>');
	t.equal(typed(0.5), '<double>0.5</double>');
	for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) t.throws(() => encodeResponse(value), RangeError);
});

function param(value: string): Value | undefined {
	return call(`<params><param>${value}</param></params>`).params[0];
}

function call(rest: string): ReturnType<typeof decodeCall> {
	return decodeCall(
		Buffer.from(`<?xml version="1.0"?>\n<methodCall>\n<methodName>m</methodName>\n${rest}\n</methodCall>\n`),
	);
}

t.test('the types, as clients write them', async (t) => {
	const cases: readonly (readonly [string, Value])[] = [
		['<value>untyped</value>', 'untyped'],
		['<value></value>', ''],
		['<value/>', ''],
		['<value> <string>typed</string>\n</value>', 'typed'],
		['<value><string/></value>', ''],
		['<value><string> kept </string></value>', ' kept '],
		['<value><string><![CDATA[<a>]]></string></value>', '<a>'],
		['<value><string>&lt;&#233;&#x1F600;&amp;</string></value>', '<é😀&'],
		['<value><int>1</int></value>', 1],
		['<value><i4> -3 </i4></value>', -3],
		['<value><int>+5</int></value>', 5],
		['<value><i8>9007199254740991</i8></value>', 9007199254740991],
		['<value><boolean>1</boolean></value>', true],
		['<value><boolean>0</boolean></value>', false],
		['<value><double>1.50</double></value>', 1.5],
		['<value><double>-1e3</double></value>', -1000],
		['<value><base64>aMOp\n</base64></value>', 'hé'],
		['<value><dateTime.iso8601>20260101T00:00:00</dateTime.iso8601></value>', '20260101T00:00:00'],
		['<value><array><data/></array></value>', []],
		['<value><array>\n<data>\n<value>a</value><value><int>2</int></value></data></array></value>', ['a', 2]],
		['<value><struct/></value>', structOf([])],
		[
			'<value><struct><member><name>a</name><value>1</value></member><member><name>a</name><value>2</value></member></struct></value>',
			structOf([['a', '2']]),
		],
		['<!-- a remark --><value>x<!-- another -->y</value>', 'xy'],
	];
	for (const [xml, value] of cases) t.strictSame(param(xml), value, xml);
});

t.test('params may be left out, or empty; white space around a name does not matter', async (t) => {
	for (const rest of ['', '<params/>', '<params></params>', '<params>\n</params>'])
		t.strictSame(call(rest).params, [], rest);
	t.equal(decodeCall(Buffer.from('\ufeff<methodCall><methodName>\n m </methodName></methodCall>')).methodName, 'm');
	t.equal(decodeCall(Buffer.from('<methodCall/>')).methodName, '', 'nor does it have to be there');
});

t.test('a million digits that are no number are refused at once', async (t) => {
	for (const type of ['double', 'int', 'boolean']) {
		for (const unit of ['1', ' ', '.', '+', '1.']) {
			const value = `<value><${type}>${unit.repeat(1e6)}x</${type}></value>`;
			const message = `<methodCall><params><param>${value}</param></params></methodCall>`;
			t.throws(() => decodeCall(Buffer.from(message)), XmlRpcError);
		}
	}
});

t.test('what is no XML-RPC is refused', async (t) => {
	const values = [
		'<value><int>1.5</int></value>',
		'<value><int></int></value>',
		'<value><int>0x10</int></value>',
		'<value><int>99999999999999999999</int></value>',
		'<value><i8>9007199254740993</i8></value>',
		'<value><boolean>true</boolean></value>',
		'<value><boolean>2</boolean></value>',
		'<value><double>NaN</double></value>',
		'<value><double>1e999</double></value>',
		'<value><base64>/w==</base64></value>',
		'<value><int>1</int><int>2</int></value>',
		'<value>text<int>1</int></value>',
		'<value><string>a<b/></string></value>',
		'<value><array><value>1</value></array></value>',
		'<value><array/></value>',
		'<value><struct><member><value>1</value></member></struct></value>',
		'<value><struct><member><name>a</name></member></struct></value>',
		'<value><unheardof>1</unheardof></value>',
		'<value>&unheardof;</value>',
		'<value>&#0;</value>',
		'<value>\0</value>',
		'<value><constructor>1</constructor></value>',
		'',
		'<value>1</value><value>2</value>',
	];
	for (const value of values) t.throws(() => param(value), XmlRpcError, value);
	const messages = [
		'',
		' ',
		'no xml',
		'<methodCall>',
		'<methodCall><methodName>m</methodName></methodCall><methodCall/>',
		'<methodCall><methodName>m</methodName><params><value>1</value></params></methodCall>',
		'<methodCall><methodName>m<b/></methodName></methodCall>',
		'<methodResponse><params><param><value>1</value></param></params></methodResponse>',
		'<other/>',
		'<!DOCTYPE methodCall><methodCall><methodName>m</methodName></methodCall>',
		'<!DOCTYPE x [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]><methodCall><methodName>&b;</methodName></methodCall>',
		'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><methodCall><methodName>&a;</methodName></methodCall>',
	];
	for (const message of messages) t.throws(() => decodeCall(Buffer.from(message)), XmlRpcError, message);
	t.throws(() => decodeCall(Buffer.from([0x3c, 0xff, 0xfe])), XmlRpcError, 'not in UTF-8');
	t.throws(() => decodeResponse(Buffer.from('<methodCall/>')), XmlRpcError);
	t.throws(() => decodeResponse(Buffer.from('<methodResponse/>')), XmlRpcError);
	t.throws(
		() => decodeResponse(Buffer.from('<methodResponse><fault><value>x</value></fault></methodResponse>')),
		XmlRpcError,
	);
});

t.test('a nil is well formed, but no method takes one', async (t) => {
	for (const nil of ['<nil/>', '<ex:nil/>'])
		t.throws(() => param(`<value>${nil}</value>`), new Fault('INCORRECT_PARAMETERS'));
});

t.test('values are nested so deeply and no further', async (t) => {
	const nested = (depth: number): string =>
		`${'<value><array><data>'.repeat(depth - 1)}<value>x</value>${'</data></array></value>'.repeat(depth - 1)}`;
	t.ok(param(nested(MAX_DEPTH)));
	t.throws(() => param(nested(MAX_DEPTH + 1)), /too deeply/);
	t.throws(() => param(nested(50_000)), /too deeply/);
});

t.test('broken in any way, a call is refused or understood, and nothing else happens', async (t) => {
	const whole = Buffer.from(encodeCall('supervisor.startProcess', ['a', true, structOf([['b', [1, 2.5, '<']]])]));
	const edit = fc.record({
		at: fc.nat(whole.length),
		remove: fc.nat(12),
		insert: fc.oneof(
			fc.uint8Array({ maxLength: 6 }),
			fc
				.constantFrom('<', '>', '&', ']]>', '<![CDATA[', '<value>', '</value>', '<!--', '<?', '&#', '<array>')
				.map((text) => Buffer.from(text)),
		),
	});
	let refused = 0;
	fc.assert(
		fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
			let bytes = whole;
			for (const { at, remove, insert } of edits) {
				bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);
			}
			try {
				decodeCall(bytes);
			} catch (error) {
				refused += 1;
				if (!(error instanceof XmlRpcError || error instanceof Fault)) throw error;
			}
		}),
		{ numRuns: 5000 },
	);
	t.ok(refused > 1000);
});
