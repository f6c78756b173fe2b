import t from 'tap';
import { SseStream } from '../../../src/interfaces/rest/sse-stream.ts';

/** A reader who takes as many writes as he is told to. */
function slowReader(takes: number) {
	const taken: string[] = [];
	let left = takes;
	let drained = (): void => {};
	return {
		taken,
		text: () => taken.join(''),
		take(more: number): void {
			left = more;
			drained();
		},
		stream: {
			write(chunk: string | Buffer): boolean {
				taken.push(String(chunk));
				left -= 1;
				return left > 0;
			},
			onDrain(callback: () => void): void {
				drained = callback;
			},
			end: () => void taken.push('END'),
		},
	};
}

t.test('an event is its id, its name and a line of JSON', async (t) => {
	const reader = slowReader(Infinity);
	const sse = new SseStream(reader.stream);
	sse.send({ id: 7, event: 'TICK_5', data: { text: 'two\nlines\r\n\n' } });
	sse.beat();
	sse.end();
	t.equal(reader.text(), 'id: 7\nevent: TICK_5\ndata: {"text":"two\\nlines\\r\\n\\n"}\n\n:\n\nEND');
});

t.test('who is a little behind gets everything, in order', async (t) => {
	const reader = slowReader(1);
	const sse = new SseStream(reader.stream);
	for (let id = 1; id <= 5; id++) sse.send({ id, event: 'x', data: {} });
	sse.beat();
	t.equal(reader.taken.length, 1, 'nothing is written while he is behind');
	reader.take(2);
	t.equal(reader.taken.length, 3);
	reader.take(Infinity);
	t.strictSame(
		reader.taken.map((text) => /id: (\d)/.exec(text)?.[1]),
		['1', '2', '3', '4', '5'],
	);
});

t.test('who is far behind is told how much he missed, where he missed it', async (t) => {
	const reader = slowReader(1);
	const sse = new SseStream(reader.stream);
	const big = 'x'.repeat(100 * 1024);
	for (let id = 1; id <= 9; id++) sse.send({ id, event: 'x', data: big });
	t.equal(reader.taken.length, 1);
	reader.take(Infinity);
	const told = (): (string | undefined)[] => reader.taken.map((text) => /id: (\d+)|"count":\d+/.exec(text)?.[0]);
	t.strictSame(told(), ['id: 1', 'id: 2', 'id: 3', '"count":6']);
	sse.send({ id: 10, event: 'x', data: {} });
	t.strictSame(told().slice(4), ['id: 10'], 'and once');
});

t.test('what comes after a gap is behind what tells of the gap', async (t) => {
	const reader = slowReader(1);
	const sse = new SseStream(reader.stream);
	const big = 'x'.repeat(200 * 1024);
	for (let id = 1; id <= 4; id++) sse.send({ id, event: 'x', data: big });
	reader.take(1);
	sse.send({ id: 5, event: 'x', data: {} });
	reader.take(Infinity);
	t.strictSame(
		reader.taken.map((text) => /id: (\d+)|"count":\d+/.exec(text)?.[0]),
		['id: 1', 'id: 2', '"count":2', 'id: 5'],
	);
});
