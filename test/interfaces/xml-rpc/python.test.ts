/** Python's `xmlrpc.client`, which supervisorctl is built on, reads what we write, and we read what it writes. */
import { deepStrictEqual } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import t from 'tap';
import type { Value } from '../../../src/foundation/value.ts';
import { decodeCall } from '../../../src/interfaces/xml-rpc/decode-call.ts';
import { encodeFault, encodeResponse } from '../../../src/interfaces/xml-rpc/encode-response.ts';
import { anyValue } from './any-value.ts';
import '../../fixtures/seed.ts';

const ORACLE: string = new URL('python-oracle.py', import.meta.url).pathname;
const NO_PYTHON: string | false = spawnSync('python3', ['-V']).status === 0 ? false : 'there is no python3';
/** The same in every run: a difference must be seen again. */
const VALUES: readonly Value[] = fc.sample(anyValue, { numRuns: 400, seed: 7 });

/** As JSON, which both sides can write down: Python has no objects without a prototype, and 2.0 for some of our 2. */
function plain(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value));
}

function askPython(questions: readonly object[]): unknown[] {
	const input = questions.map((question) => `${JSON.stringify(question)}\n`).join('');
	const { status, stdout, stderr } = spawnSync('python3', [ORACLE], { input, encoding: 'utf8', maxBuffer: 2 ** 26 });
	if (status !== 0) throw new Error(stderr);
	return stdout
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line));
}

t.test('Python reads our answers', { skip: NO_PYTHON }, async (t) => {
	const read = askPython(VALUES.map((value) => ({ loads: encodeResponse(value) })));
	t.equal(read.length, VALUES.length);
	for (const [index, value] of VALUES.entries()) deepStrictEqual(read[index], plain(value));
});

t.test('Python reads any bytes of a log', { skip: NO_PYTHON }, async (t) => {
	const texts = fc.sample(
		fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
		{
			numRuns: 200,
			seed: 7,
		},
	);
	const read = askPython([...texts, '\0\x1b\r\n\ud800'].map((text) => ({ loads: encodeResponse(text) })));
	t.equal(read.at(-1), '␀␛\r\n\ufffd');
	t.ok(read.every((text) => typeof text === 'string'));
});

t.test('Python reads our faults', { skip: NO_PYTHON }, async (t) => {
	const [fault] = askPython([{ loads: encodeFault({ code: 10, message: 'BAD_NAME: <x>' }) }]);
	t.strictSame(fault, { fault: 10, text: 'BAD_NAME: <x>' });
});

t.test("we read Python's calls", { skip: NO_PYTHON }, async (t) => {
	const sent = askPython(VALUES.map((value) => ({ dumps: [plain(value), 'and this'] })));
	t.equal(sent.length, VALUES.length);
	for (const [index, value] of VALUES.entries()) {
		const { methodName, params } = decodeCall(Buffer.from(String(sent[index])));
		deepStrictEqual(methodName, 'supervisor.x');
		deepStrictEqual(plain(params), [sentByPython(plain(value)), 'and this']);
	}
});

/** It leaves CR as it is, which a reader of XML takes for a line end. */
function sentByPython(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value).replaceAll(/(?<!\\)((?:\\\\)*)\\r\\n|(?<!\\)((?:\\\\)*)\\r/g, '$1$2\\n'));
}
