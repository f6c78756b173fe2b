import t from 'tap';
import { TailRing } from '../../src/logs/tail-ring.ts';

t.test('the last bytes are kept, however they come', async (t) => {
	for (const sizes of [[1], [3, 7, 1], [16], [17, 2], [100], [5, 40, 1, 16, 15]]) {
		const ring = new TailRing(16);
		let all = '';
		for (let round = 0; round < 60; round++) {
			const size = sizes[round % sizes.length] ?? 1;
			const chunk = Array.from({ length: size }, (_, index) => String.fromCharCode(97 + ((round + index) % 26))).join(
				'',
			);
			ring.append(Buffer.from(chunk));
			all += chunk;
			const { bytes, isWhole } = ring.tail;
			t.equal(bytes.toString(), all.slice(-16));
			t.equal(isWhole, all.length <= 16);
		}
		ring.clear();
		t.strictSame(ring.tail, { bytes: Buffer.alloc(0), isWhole: true });
	}
});

t.test('what was appended may be reused', async (t) => {
	const ring = new TailRing(16);
	const chunk = Buffer.from('abc');
	ring.append(chunk);
	chunk.fill(0);
	t.equal(ring.tail.bytes.toString(), 'abc');
});
