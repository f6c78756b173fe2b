import type { Attacker } from './assault.ts';
import { RawConnection, type Target } from './raw-connection.ts';
import type { HttpAnswer } from './read-answers.ts';

/** Requests that a client sends at once. */
const AT_ONCE = 12;

/**
 * Sends requests over a connection that is kept for as long as the server keeps it, several at once, and has each answer
 * judged.
 */
export async function askInBatches<Input>(
	{ target, next, complain }: Attacker<Input>,
	{
		bytesOf,
		judge,
	}: {
		readonly bytesOf: (input: Input, target: Target) => Buffer;
		/** What is wrong with the answer to an input. */
		readonly judge: (input: Input, answer: HttpAnswer | undefined) => string | undefined;
	},
): Promise<void> {
	let connection = new RawConnection(target);
	for (;;) {
		const batch: Input[] = [];
		while (batch.length < AT_ONCE) {
			const input = next();
			if (input === undefined) break;
			batch.push(input);
		}
		if (batch.length === 0) break;
		const requests = batch.map((input) => bytesOf(input, target));
		connection.send(Buffer.concat(requests));
		const answers = await connection.answers(batch.length);
		for (const [index, input] of batch.entries()) {
			const mistake = judge(input, answers[index]);
			if (mistake === undefined) continue;
			complain(`${mistake}: ${JSON.stringify(requests[index]?.toString('latin1')).slice(0, 3000)}`);
		}
		if (connection.isOver) connection = new RawConnection(target);
	}
	connection.destroy();
	await connection.closed;
}
