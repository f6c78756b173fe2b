import t from 'tap';
import { parseSignal, signalName } from '../../src/foundation/signals.ts';

t.test('reads a signal as supervisord does: by name, with or without SIG, or by number', async (t) => {
	for (const text of ['TERM', 'SIGTERM', 'term', ' sigterm ', '15']) t.equal(parseSignal(text), 15, text);
	for (const text of ['', 'SIG', 'NOPE', '0', '65', '-1', '__proto__', 'constructor', 'TERM 9']) {
		t.equal(parseSignal(text), undefined, text);
	}
});

t.test('knows the real-time signals, which Node does not', async (t) => {
	t.equal(parseSignal('RTMIN+3'), 37);
	t.equal(parseSignal('SIGRTMAX'), 64);
	t.equal(parseSignal('RTMAX+1'), undefined);
	t.equal(signalName(37), 'SIGRTMIN+3');
	t.equal(signalName(9), 'SIGKILL');
	t.equal(signalName(6), 'SIGABRT');
});
