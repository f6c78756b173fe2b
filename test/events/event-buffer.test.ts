import t from 'tap';
import { EventBuffer } from '../../src/events/event-buffer.ts';
import { EventSerials } from '../../src/events/event-serials.ts';
import type { PodEvent } from '../../src/events/pod-event.ts';

function eventOf(payload: string): PodEvent {
	return { type: 'REMOTE_COMMUNICATION', payload, fields: {} };
}

function bufferOf(maxEvents: number, serials = new EventSerials()): { buffer: EventBuffer; lost: string[] } {
	const lost: string[] = [];
	const log = { error: (_: object | string, message = ''): void => void lost.push(message) };
	return { buffer: new EventBuffer(maxEvents, { pool: 'pool', serials, log }), lost };
}

/** What is sent, in order. */
function drain(buffer: EventBuffer): string[] {
	const sent: string[] = [];
	for (let next = buffer.first; next !== undefined; next = buffer.first) {
		sent.push(`${next.event.payload}:${next.serial}:${next.poolSerial}`);
		buffer.removeFirst();
	}
	return sent;
}

t.test('what waits is sent in order, under serials of all pools and of its own', async (t) => {
	const serials = new EventSerials();
	const [one, other] = [bufferOf(10, serials), bufferOf(10, serials)];
	const shared = eventOf('shared');
	one.buffer.add(eventOf('first'));
	one.buffer.add(shared);
	other.buffer.add(shared);
	t.strictSame(drain(one.buffer), ['first:0:0', 'shared:1:1']);
	t.strictSame(drain(other.buffer), ['shared:1:0']);
	t.strictSame(one.lost, []);
});

t.test('a full buffer loses its oldest and says which', async (t) => {
	const { buffer, lost } = bufferOf(2);
	for (const payload of ['a', 'b', 'c']) buffer.add(eventOf(payload));
	t.equal(buffer.length, 2);
	t.strictSame(lost, ['pool pool event buffer overflowed, discarding event 0']);
	t.strictSame(drain(buffer), ['b:1:1', 'c:2:2']);
});

t.test('what was sent in vain comes first again, as it was, though another has to go for it', async (t) => {
	const { buffer, lost } = bufferOf(2);
	for (const payload of ['a', 'b']) buffer.add(eventOf(payload));
	const sent = buffer.first;
	buffer.removeFirst();
	buffer.add(eventOf('c'));
	if (sent !== undefined) buffer.putBack(sent);
	t.strictSame(drain(buffer), ['a:0:0', 'c:2:2']);
	t.equal(lost.length, 1);
});

t.test('a smaller size counts from the next event on', async (t) => {
	const { buffer, lost } = bufferOf(3);
	for (const payload of ['a', 'b', 'c']) buffer.add(eventOf(payload));
	buffer.maxEvents = 1;
	t.equal(buffer.length, 3);
	buffer.add(eventOf('d'));
	t.strictSame(drain(buffer), ['d:3:3']);
	t.equal(lost.length, 3);
});
