import t from 'tap';
import { CallDecoder } from '../../../src/interfaces/xml-rpc/call-decoder.ts';
import { encodeCall } from '../../../src/interfaces/xml-rpc/encode-call.ts';
import { XmlRpcError } from '../../../src/interfaces/xml-rpc/xml-rpc-error.ts';

function body(method: string, ...params: readonly string[]): Buffer {
	return Buffer.from(encodeCall(method, params));
}

t.test('calls are told apart, however they follow each other', async (t) => {
	const decoder = new CallDecoder();
	for (const method of ['a.b', 'a.b', 'a.c', 'a.b', 'a.b']) {
		t.strictSame(decoder.decode(body(method)), { type: 'call', methodName: method, params: [] });
	}
	t.match(decoder.decode(body('a.b', 'x')), { methodName: 'a.b', params: ['x'] });
	t.match(decoder.decode(body('a.b', 'y')), { methodName: 'a.b', params: ['y'] });
});

t.test('only a call without parameters is known again', async (t) => {
	const decoder = new CallDecoder();
	const call = decoder.decode(body('a.b'));
	t.equal(decoder.decode(body('a.b')), call);
	const secret = decoder.decode(body('a.b', 'password'));
	t.not(decoder.decode(body('a.b', 'password')), secret);
	t.equal(decoder.decode(body('a.b')), call);
});

t.test('the bytes of a call that is known may be used for something else', async (t) => {
	const decoder = new CallDecoder();
	const bytes = body('a.b');
	decoder.decode(bytes);
	bytes.write('a.c', bytes.indexOf('a.b'));
	t.equal(decoder.decode(bytes).methodName, 'a.c');
	t.equal(decoder.decode(body('a.b')).methodName, 'a.b');
});

t.test('what is no call is none each time', async (t) => {
	const decoder = new CallDecoder();
	for (let i = 0; i < 2; i++) t.throws(() => decoder.decode(Buffer.from('<methodCall>')), XmlRpcError);
});
