import t from 'tap';
import { joinTaps } from '../../src/logs/join-taps.ts';
import type { StreamTap } from '../../src/logs/stream-tap.ts';

t.test('each hears what it asked for, and nobody is there where nobody asked', async (t) => {
	const heard: string[] = [];
	const bytes: StreamTap = { onBytes: (chunk) => heard.push(`bytes ${chunk}`), onEnd: () => heard.push('end 1') };
	const output: StreamTap = { onOutput: (chunk) => heard.push(`output ${chunk}`), onEnd: () => heard.push('end 2') };
	const capture = { maxBytes: 10, onMessage: () => {} };
	t.equal(joinTaps(), undefined);
	t.equal(joinTaps(undefined, undefined), undefined);
	t.equal(joinTaps(undefined, bytes), bytes);
	const both = joinTaps(bytes, undefined, output, { capture });
	both?.onBytes?.(Buffer.from('a'));
	both?.onOutput?.(Buffer.from('b'));
	both?.onEnd?.();
	t.strictSame(heard, ['bytes a', 'output b', 'end 1', 'end 2']);
	t.equal(both?.capture, capture);
	t.notOk('onOutput' in (joinTaps(bytes, { capture }) ?? {}), 'what nobody asked for costs nothing');
});
