/** Calls that are not quite right, tens of thousands of them, over connections that are kept. */
import t from 'tap';
import { decodeResponse } from '../../src/interfaces/xml-rpc/decode-response.ts';
import { askInBatches } from './ask-in-batches.ts';
import { assault } from './assault.ts';
import { announcedSeed, fuzzSize } from './fuzz-size.ts';
import { postOf } from './pod-under-fire.ts';
import type { HttpAnswer } from './read-answers.ts';
import { type XmlRpcInput, xmlRpcInputs } from './xml-rpc-inputs.ts';

t.test('calls that are not quite right are answered, each one, and cost nothing that stays', async (t) => {
	const seed = announcedSeed(t);
	const total = fuzzSize('xmlRpc');
	const seen = { value: 0, fault: 0, refused: 0 };
	await assault(t, {
		seed,
		total,
		inputs: xmlRpcInputs(total, seed),
		clients: 8,
		attack: (attacker) =>
			askInBatches(attacker, {
				bytesOf: ({ body }, target) => postOf(target, body),
				judge: (input, answer) => judge(input, answer, seen),
			}),
	});
	t.equal(seen.value + seen.fault + seen.refused, total);
	for (const [kind, count] of Object.entries(seen)) t.ok(count > total / 50, `${kind}: ${count}`);
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
