/** Calls that are not quite right, tens of thousands of them, over connections that are kept. */
import t from 'tap';
import { decodeResponse } from '../../src/interfaces/xml-rpc/decode-response.ts';
import { announcedSeed, fuzzSize } from './fuzz-size.ts';
import { PodUnderFire, postOf } from './pod-under-fire.ts';
import { RawConnection, type Target } from './raw-connection.ts';
import type { HttpAnswer } from './read-answers.ts';
import { type XmlRpcInput, xmlRpcInputs } from './xml-rpc-inputs.ts';

const CLIENTS = 8;
/** Calls that a client sends at once. */
const AT_ONCE = 12;

t.test('calls that are not quite right are answered, each one, and cost nothing that stays', async (t) => {
	const seed = announcedSeed(t);
	const total = fuzzSize('xmlRpc');
	const fire = await PodUnderFire.start(t);
	const inputs = xmlRpcInputs(total, seed);
	const seen = { value: 0, fault: 0, refused: 0 };
	const wrong: string[] = [];
	const idle = await fire.vitals();

	/** A client's calls until the inputs are used up, or `limit` of them are. */
	async function attack(target: Target, limit: { left: number }): Promise<void> {
		let connection = new RawConnection(target);
		for (;;) {
			const batch: XmlRpcInput[] = [];
			while (batch.length < AT_ONCE && limit.left > 0) {
				const next = inputs.next();
				if (next.done === true) break;
				limit.left--;
				batch.push(next.value);
			}
			if (batch.length === 0 || wrong.length > 0) break;
			connection.send(Buffer.concat(batch.map(({ body }) => postOf(target, body))));
			const answers = await connection.answers(batch.length);
			for (const [index, input] of batch.entries()) {
				const mistake = judge(input, answers[index], seen);
				if (mistake !== undefined) wrong.push(`${mistake}: ${JSON.stringify(input.body.toString('latin1'))}`);
			}
			if (connection.isOver) connection = new RawConnection(target);
		}
		connection.destroy();
		await connection.closed;
	}

	async function storm(count: number): Promise<void> {
		const limit = { left: count };
		const targets = Array.from({ length: CLIENTS }, (_, index) => (index % 2 === 0 ? fire.unix : fire.tcp));
		await Promise.all(targets.map((target) => attack(target, limit)));
	}

	await storm(Math.ceil(total / 3));
	const warm = await fire.vitals(idle.descriptors);
	await storm(total);
	const after = await fire.vitals(idle.descriptors);

	t.strictSame(wrong.slice(0, 3), [], `FUZZ_SEED=${seed}`);
	t.strictSame(fire.complaints().slice(0, 3), []);
	t.equal(seen.value + seen.fault + seen.refused, total);
	for (const [kind, count] of Object.entries(seen)) t.ok(count > total / 50, `${kind}: ${count}`);
	t.strictSame(after.pids, idle.pids, 'whom nobody meant runs on');
	fire.staysWithin(t, { warm, after });
	for (const target of [fire.unix, fire.tcp]) t.equal(await fire.call(target, 'supervisor.getAPIVersion'), '3.0');
	t.strictSame(await fire.pod.stop(), { code: 0, signal: null });
});

/** What is wrong with the answer to an input; counts what it is. */
function judge(input: XmlRpcInput, answer: HttpAnswer | undefined, seen: Record<string, number>): string | undefined {
	if (answer === undefined) return 'no answer';
	const { status, body, headers } = answer;
	if (status === 400) {
		seen['refused'] = (seen['refused'] ?? 0) + 1;
		return body.length > 0 ? undefined : 'refused without a word';
	}
	if (status !== 200) return `status ${status}`;
	if (headers.get('content-type') !== 'text/xml') return 'no XML';
	try {
		const { type } = decodeResponse(body);
		seen[type] = (seen[type] ?? 0) + 1;
		return input.expected === 'refused' && type === 'value' ? 'taken for a call' : undefined;
	} catch (error) {
		return `its answer is ${JSON.stringify(body.toString('latin1').slice(0, 500))}: ${error}`;
	}
}
