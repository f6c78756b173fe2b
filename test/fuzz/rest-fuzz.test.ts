/** Requests to the REST API that are not quite right, tens of thousands of them, over connections that are kept. */
import t from 'tap';
import { askInBatches } from './ask-in-batches.ts';
import { assault } from './assault.ts';
import { announcedSeed, fuzzSize } from './fuzz-size.ts';
import type { HttpAnswer } from './read-answers.ts';
import { restInputs } from './rest-inputs.ts';

const STATUSES: ReadonlySet<number> = new Set([200, 400, 404, 405, 409, 413, 415, 422, 502, 503]);
/** These must have come up, or this test tests less than it says. */
const COMMON: readonly number[] = [200, 400, 404, 405, 409, 415];

t.test('requests that are not quite right are answered, each one, and cost nothing that stays', async (t) => {
	const seed = announcedSeed(t);
	const total = fuzzSize('rest');
	const seen = new Map<number, number>();
	await assault(t, {
		seed,
		total,
		inputs: restInputs(total, seed),
		clients: 8,
		attack: (attacker) =>
			askInBatches(attacker, {
				bytesOf: (input, target) => input(target),
				judge(_, answer) {
					const status = answer?.status ?? 0;
					seen.set(status, (seen.get(status) ?? 0) + 1);
					return judge(answer);
				},
			}),
	});
	t.comment(`answers by status: ${[...seen].map(([status, count]) => `${status}: ${count}`).join(', ')}`);
	t.strictSame(
		COMMON.filter((status) => !seen.has(status)),
		[],
		'all kinds of answers came up',
	);
});

/** What is wrong with an answer. */
function judge(answer: HttpAnswer | undefined): string | undefined {
	if (answer === undefined) return 'no answer';
	const { status, headers, body } = answer;
	if (!STATUSES.has(status)) return `status ${status}: ${body}`;
	// 503 is how a pod is that is not well.
	const isValue = status === 200 || status === 503;
	const type = isValue ? 'application/json' : 'application/problem+json';
	if (headers.get('content-type') !== type) return `${headers.get('content-type')} where it is ${type}`;
	try {
		const document = JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>;
		if (status === 503) return document['alive'] === true ? undefined : `no health: ${body}`;
		if (isValue) return typeof document === 'object' ? undefined : 'no object';
		return document['status'] === status && document['detail'] !== '' ? undefined : `a problem like ${body}`;
	} catch (error) {
		return `${error} in ${body}`;
	}
}
