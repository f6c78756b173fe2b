/** What is no HTTP, or nearly, or too much of it: each on a connection of its own. */
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { type Attacker, assault } from './assault.ts';
import { Barrier } from './barrier.ts';
import { announcedSeed, fuzzSize } from './fuzz-size.ts';
import { type HttpInput, httpInputs } from './http-inputs.ts';
import { RawConnection, type Target } from './raw-connection.ts';
import { readAnswers } from './read-answers.ts';

/** What a client can be told; 500 is not among it. */
const STATUSES: ReadonlySet<number> = new Set([100, 200, 400, 401, 403, 404, 405, 408, 413, 417, 431, 503]);
/** These must have come up, or this test tests less than it says. */
const COMMON: readonly number[] = [200, 400, 401, 403, 404, 413, 431];

/** A log as it grows has no end but the client's. */
const FOLLOWED = /^HTTP\/1\.1 200 OK\r\n(?:[^\r\n]+\r\n)*X-Accel-Buffering: no\r\n/;

t.test(
	'whatever comes over a connection, it is answered by HTTP or closed, and costs nothing that stays',
	async (t) => {
		const seed = announcedSeed(t);
		const total = fuzzSize('http');
		const seen = new Map<number, number>();
		let barrier: Barrier | undefined;

		async function attack({ fire, target, next, complain }: Attacker<(target: Target) => HttpInput>): Promise<void> {
			barrier ??= new Barrier(fire);
			for (let make = next(); make !== undefined; make = next()) {
				const input = make(target);
				const received = await send(target, input, barrier);
				try {
					const { answers, rest } = readAnswers(received, { isOver: true });
					for (const { status } of answers) {
						seen.set(status, (seen.get(status) ?? 0) + 1);
						if (!STATUSES.has(status)) throw new Error(`status ${status}`);
					}
					if (input.leaves !== 'aborts' && rest.length > 0 && !FOLLOWED.test(rest.toString('latin1')))
						throw new Error(`half an answer: ${rest}`);
				} catch (error) {
					const bytes = input.pieces.map((piece) => JSON.stringify(piece.toString('latin1'))).join(' + ');
					complain(
						`${error}: ${bytes.slice(0, 3000)} got ${JSON.stringify(received.toString('latin1')).slice(0, 1000)}`,
					);
				}
			}
		}

		await assault(t, { seed, total, inputs: httpInputs(total, seed), clients: 16, attack });
		t.comment(`answers by status: ${[...seen].map(([status, count]) => `${status}: ${count}`).join(', ')}`);
		t.strictSame(
			COMMON.filter((status) => !seen.has(status)),
			[],
			'all kinds of answers came up',
		);
	},
);

/** All that came back until the connection was closed. */
async function send(target: Target, { pieces, leaves }: HttpInput, barrier: Barrier): Promise<Buffer> {
	const connection = new RawConnection(target);
	for (const [index, piece] of pieces.entries()) {
		if (index > 0) await setImmediate();
		connection.send(piece);
	}
	if (leaves === 'aborts') {
		await setImmediate();
		connection.destroy();
	} else {
		if (leaves === 'waits') await Promise.race([barrier.passed(), connection.closed]);
		connection.end();
	}
	await connection.closed;
	return connection.received;
}
