import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import t from 'tap';
import { decodeOutput } from '../../src/events/decode-output.ts';
import { formatEventEnvelope } from '../../src/events/event-envelope.ts';
import { WholeCharacters } from '../../src/events/whole-characters.ts';
import { NO_REFERENCE } from '../config/supervisord-oracle.ts';
import { anyChunking, bytesWith } from '../logs/any-chunking.ts';
import '../fixtures/seed.ts';

t.test('a message says its length in characters, as a listener in Python reads it', async (t) => {
	const event = { type: 'REMOTE_COMMUNICATION', payload: 'type:a\nnaïve 🙂🙂', fields: {} } as const;
	const message = formatEventEnvelope({ event, server: 'pod', serial: 21, pool: 'ear', poolSerial: 10 });
	t.equal(
		message.toString(),
		'ver:3.0 server:pod serial:21 pool:ear poolserial:10 eventname:REMOTE_COMMUNICATION len:15\ntype:a\nnaïve 🙂🙂',
	);
});

t.test('output that is no text is told in the words of supervisord', { skip: NO_REFERENCE }, async (t) => {
	// Quotes of both kinds, a backslash, ends of characters and beginnings of such.
	const bytes = bytesWith(0x22, 0x27, 0x5c, 0x0a, 0x41, 0xc3, 0xa9, 0xed, 0xa0, 0x80, 0xf0, 0x9f, 0xef, 0xbb, 0xbf);
	const inputs = [
		...fc.sample(bytes, 2000).map((some) => Buffer.from(some)),
		...fc.sample(fc.string({ unit: 'grapheme' }), 500).map((text) => Buffer.from(text)),
		...['\ufeffwith a mark', 'null \0', "it's", ''].map((text) => Buffer.from(text)),
	];
	const script = `
import base64, json, sys
from types import SimpleNamespace as Thing
from supervisor.events import ProcessLogStdoutEvent
process = Thing(config=Thing(name='x'), group=None)
payloads = [ProcessLogStdoutEvent(process, 1, base64.b64decode(data)).payload() for data in json.load(sys.stdin)]
print(json.dumps([payload.split('\\n', 1)[1] for payload in payloads]))`;
	const input = JSON.stringify(inputs.map((data) => data.toString('base64')));
	const expected = JSON.parse(
		execFileSync('/usr/bin/python3', ['-W', 'ignore', '-c', script], { input, encoding: 'utf8', maxBuffer: 2 ** 28 }),
	);
	for (const [index, data] of inputs.entries()) t.equal(decodeOutput(data), expected[index], data.toString('hex'));
});

t.test('text that is read in pieces is text in each of them, and no byte is lost', async (t) => {
	const text = fc.string({ unit: 'grapheme', maxLength: 100 }).map((some) => Uint8Array.from(Buffer.from(some)));
	fc.assert(
		fc.property(anyChunking(text), ({ whole, chunks }) => {
			const characters = new WholeCharacters();
			const pieces = chunks.map((chunk) => characters.take(chunk).toString());
			t.equal(characters.end().length, 0);
			t.equal(pieces.join(''), whole.toString());
		}),
		{ numRuns: 1000 },
	);
	fc.assert(
		fc.property(anyChunking(bytesWith(0xc3, 0xe2, 0xf0, 0x80, 0xff)), ({ whole, chunks }) => {
			const characters = new WholeCharacters();
			const pieces = chunks.map((chunk) => Buffer.from(characters.take(chunk)));
			const end = characters.end();
			t.ok(end.length <= 3);
			t.strictSame(Buffer.concat([...pieces, end]), whole);
		}),
		{ numRuns: 1000 },
	);
});
