import fc from 'fast-check';
import t from 'tap';
import { joinTaps } from '../../src/logs/join-taps.ts';
import { LineListener } from '../../src/logs/line-listener.ts';
import { SinkStreamLog } from '../../src/logs/stream-log.ts';

/** Tells the lines that are heard of a text, cut where `cuts` say. */
function heard(text: string, cuts: readonly number[] = []): string[] {
	const lines: string[] = [];
	const listener = new LineListener();
	const tap = listener.tap();
	listener.hear((line) => lines.push(line));
	const bytes = Buffer.from(text);
	const ends = [...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
	let start = 0;
	for (const end of ends) {
		tap.onOutput?.(bytes.subarray(start, end));
		start = end;
	}
	return lines;
}

t.test('tells whole lines without their ends, however they come', async (t) => {
	const text = 'one\ntwo\r\n\nthree ä\nunfinished';
	t.strictSame(heard(text), ['one', 'two', '', 'three ä']);
	fc.assert(
		fc.property(fc.array(fc.nat(40)), (cuts) => {
			const lines = heard(text, cuts);
			if (JSON.stringify(lines) !== JSON.stringify(heard(text))) throw new Error(`${cuts}: ${JSON.stringify(lines)}`);
		}),
	);
});

t.test('of a long line it tells the beginning, once', async (t) => {
	const long = `${'x'.repeat(30_000)}y\n`;
	for (const cuts of [[], [100], [8192], [8193, 20_000], [29_999]]) {
		const lines = heard(`${long}next\n`, cuts);
		t.strictSame(
			lines.map((line) => line.length),
			[8192, 4],
			`cut at ${cuts}`,
		);
	}
});

t.test('what one process did not finish is nothing to the next', async (t) => {
	const lines: string[] = [];
	const listener = new LineListener();
	const tap = listener.tap();
	listener.hear((line) => lines.push(line));
	tap.onOutput?.(Buffer.from('rea'));
	tap.onEnd?.();
	tap.onOutput?.(Buffer.from('dy\n'));
	t.strictSame(lines, ['dy']);
});

t.test('bytes may be spliced past it while nobody wants to hear anything', async (t) => {
	const target = { fd: 9, maxBytes: 1000 };
	const sink = {
		write: () => 0,
		spliceTarget: () => target,
		spliced: () => {},
		endOfProcess: () => 0,
		reopen: () => {},
		remove: () => {},
		close: () => {},
	};
	const listener = new LineListener();
	const logWith = (tap: ReturnType<typeof joinTaps>) =>
		new SinkStreamLog({ path: '/log', sinks: [sink], stripper: undefined, rotations: () => 0, tap });
	const log = logWith(joinTaps(listener.tap()));
	t.equal(log.spliceTarget(), target);
	const leave = listener.hear(() => {});
	t.equal(log.spliceTarget(), undefined);
	leave();
	t.equal(log.spliceTarget(), target);
	t.equal(logWith(joinTaps(listener.tap(), { onOutput: () => {} })).spliceTarget(), undefined, 'another still listens');
});
