import fc from 'fast-check';
import t from 'tap';
import { type ListenerDecision, ListenerProtocol } from '../../src/events/listener-protocol.ts';
import { anyChunking } from '../logs/any-chunking.ts';
import '../fixtures/seed.ts';

/** What follows from a dialogue; an event is sent whenever the listener is ready. */
function converse(chunks: readonly Buffer[]): { decisions: ListenerDecision[]; protocol: ListenerProtocol } {
	const protocol = new ListenerProtocol();
	const decisions: ListenerDecision[] = [];
	for (const chunk of chunks) {
		// A listener that obeys says nothing more before it got its event; one byte at a time is as good as any.
		for (const byte of chunk) {
			const said = protocol.feed(Buffer.of(byte));
			decisions.push(...said);
			if (said.some(({ type }) => type === 'ready')) protocol.sent();
		}
	}
	return { decisions, protocol };
}

const result = fc.oneof(
	fc.constant({ said: 'RESULT 2\nOK', ok: true }),
	fc.constant({ said: 'RESULT 4\nFAIL', ok: false }),
	fc.constant({ said: 'RESULT 0\n', ok: false }),
	fc.constant({ said: 'RESULT  +2 \nOK', ok: true }),
	fc.string({ maxLength: 50 }).map((text) => {
		const bytes = Buffer.from(text);
		return { said: `RESULT ${bytes.length}\n${text}`, ok: text === 'OK' };
	}),
);

t.test('a dialogue that keeps to the protocol is understood', async (t) => {
	fc.assert(
		fc.property(fc.array(result, { maxLength: 8 }), (results) => {
			const { decisions } = converse([Buffer.from(results.map(({ said }) => `READY\n${said}`).join(''))]);
			const expected = results.flatMap(({ ok }) => [{ type: 'ready' }, { type: 'result', ok }]);
			t.strictSame(decisions, expected);
		}),
		{ numRuns: 300 },
	);
});

t.test('how the answer to an event is cut into chunks makes no difference', async (t) => {
	const answers = fc.tuple(result, result).map(([one]) => Buffer.from(`${one.said}READY\n`));
	fc.assert(
		fc.property(anyChunking(answers), ({ chunks }) => {
			const [whole, cut] = [new ListenerProtocol(), new ListenerProtocol()];
			for (const protocol of [whole, cut]) {
				protocol.feed(Buffer.from('READY\n'));
				protocol.sent();
			}
			const expected = whole.feed(Buffer.concat(chunks));
			t.strictSame(
				chunks.flatMap((chunk) => cut.feed(chunk)),
				expected,
			);
			t.equal(expected.at(-1)?.type, 'ready');
		}),
		{ numRuns: 500 },
	);
});

t.test('any bytes are understood or end in UNKNOWN, and never throw', async (t) => {
	const token = fc.constantFrom(
		'READY\n',
		'RESULT 2\nOK',
		'RESULT ',
		'\n',
		'RESULT 99999999999999999999\n',
		'RESULT -1\n',
	);
	const noise = fc.array(
		fc.oneof(
			token.map((text) => Buffer.from(text)),
			fc.uint8Array({ maxLength: 20 }).map(Buffer.from),
		),
	);
	fc.assert(
		fc.property(noise, (chunks) => {
			const { decisions, protocol } = converse(chunks.map((chunk) => Buffer.from(chunk)));
			const violations = decisions.filter(({ type }) => type === 'violation').length;
			t.equal(violations, protocol.state === 'UNKNOWN' ? 1 : 0);
			if (violations === 1) t.equal(decisions.at(-1)?.type, 'violation', 'nothing follows');
		}),
		{ numRuns: 2000 },
	);
});

t.test('what is said before an event came, and a result without a length, is a violation', async (t) => {
	for (const [before, said] of [
		['', 'HELLO\n'],
		['READY\n', 'R'],
	] as const) {
		const protocol = new ListenerProtocol();
		protocol.feed(Buffer.from(before));
		t.match(protocol.feed(Buffer.from(said)), [{ type: 'violation' }], said);
		t.strictSame(protocol.feed(Buffer.from('READY\n')), [], 'for good');
	}
	for (const line of ['RESULT two', 'RESULT', 'RESULT -1', 'RESULT 1.5', 'x'.repeat(5000)]) {
		const protocol = new ListenerProtocol();
		protocol.feed(Buffer.from('READY\n'));
		protocol.sent();
		t.match(protocol.feed(Buffer.from(`${line}\n`)), [{ type: 'violation', from: 'BUSY' }], line.slice(0, 20));
	}
});

t.test('a result of any length costs no memory, and is no OK', async (t) => {
	const protocol = new ListenerProtocol();
	protocol.feed(Buffer.from('READY\n'));
	protocol.sent();
	t.strictSame(protocol.feed(Buffer.from(`RESULT ${100 * 1024 * 1024}\n`)), []);
	const block = Buffer.alloc(1024 * 1024, 'x');
	for (let count = 1; count < 100; count++) t.strictSame(protocol.feed(block), []);
	t.strictSame(protocol.feed(block), [{ type: 'result', ok: false }]);
});
