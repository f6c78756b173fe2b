/** Streams that come and go while nothing happens in the pod: no event of its own sweeps up after them. */
import t from 'tap';
import { SeededRandom } from '../config/seeded-random.ts';
import { announcedSeed } from './fuzz-size.ts';
import { PodUnderFire } from './pod-under-fire.ts';
import { RawConnection } from './raw-connection.ts';

const STREAMS = 3000;
const CLIENTS = 16;

const PATHS: readonly string[] = [
	'/logtail/victim',
	'/logtail/loud/stdout',
	'/api/v1/events',
	'/api/v1/programs/loud/logs/stdout?follow=true',
];

t.test('streams that are begun and left cost nothing that stays', async (t) => {
	const random = new SeededRandom(announcedSeed(t));
	const fire = await PodUnderFire.start(t);
	const idle = await fire.vitals();
	const statuses = new Map<number, number>();

	async function follow(): Promise<void> {
		const connection = new RawConnection(fire.unix);
		connection.send(`GET ${random.pick(PATHS)} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
		const status = await connection.status();
		statuses.set(status, (statuses.get(status) ?? 0) + 1);
		if (random.chance(50)) connection.end();
		else connection.destroy();
		await connection.closed;
	}

	async function storm(count: number): Promise<void> {
		let left = count;
		await Promise.all(
			Array.from({ length: CLIENTS }, async () => {
				while (left-- > 0) await follow();
			}),
		);
	}

	await storm(STREAMS / 3);
	const warm = await fire.vitals(idle.descriptors);
	await storm(STREAMS);
	const after = await fire.vitals(idle.descriptors);
	t.strictSame([...statuses.keys()], [200]);
	fire.staysWithin(t, { warm, after });
	t.strictSame(fire.complaints().slice(0, 3), []);
	t.strictSame(await fire.pod.stop(), { code: 0, signal: null });
});
