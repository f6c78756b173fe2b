/** Requests to the REST API that are not quite right, tens of thousands of them, over connections that are kept. */
import t from 'tap';
import { announcedSeed, fuzzSize } from './fuzz-size.ts';
import { PodUnderFire } from './pod-under-fire.ts';
import { RawConnection, type Target } from './raw-connection.ts';
import type { HttpAnswer } from './read-answers.ts';
import { restInputs } from './rest-inputs.ts';

const CLIENTS = 8;
/** Requests that a client sends at once. */
const AT_ONCE = 12;

const STATUSES: ReadonlySet<number> = new Set([200, 400, 404, 405, 409, 413, 415, 422, 502]);
/** These must have come up, or this test tests less than it says. */
const COMMON: readonly number[] = [200, 400, 404, 405, 409, 415];

t.test('requests that are not quite right are answered, each one, and cost nothing that stays', async (t) => {
	const seed = announcedSeed(t);
	const total = fuzzSize('rest');
	const fire = await PodUnderFire.start(t);
	const inputs = restInputs(total, seed);
	const seen = new Map<number, number>();
	const wrong: string[] = [];
	const idle = await fire.vitals();

	async function attack(target: Target, limit: { left: number }): Promise<void> {
		let connection = new RawConnection(target);
		for (;;) {
			const batch: Buffer[] = [];
			while (batch.length < AT_ONCE && limit.left > 0) {
				const next = inputs.next();
				if (next.done === true) break;
				limit.left--;
				batch.push(next.value(target));
			}
			if (batch.length === 0 || wrong.length > 0) break;
			connection.send(Buffer.concat(batch));
			const answers = await connection.answers(batch.length);
			for (const [index, input] of batch.entries()) {
				const mistake = judge(answers[index]);
				if (mistake !== undefined) wrong.push(`${mistake}: ${JSON.stringify(input.toString('latin1')).slice(0, 3000)}`);
				const status = answers[index]?.status ?? 0;
				seen.set(status, (seen.get(status) ?? 0) + 1);
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
	t.comment(`answers by status: ${[...seen].map(([status, count]) => `${status}: ${count}`).join(', ')}`);
	t.strictSame(
		COMMON.filter((status) => !seen.has(status)),
		[],
		'all kinds of answers came up',
	);
	t.strictSame(after.pids, idle.pids, 'whom nobody meant runs on');
	fire.staysWithin(t, { warm, after });
	for (const target of [fire.unix, fire.tcp]) t.equal(await fire.call(target, 'supervisor.getAPIVersion'), '3.0');
	t.strictSame(await fire.pod.stop(), { code: 0, signal: null });
});

/** What is wrong with an answer. */
function judge(answer: HttpAnswer | undefined): string | undefined {
	if (answer === undefined) return 'no answer';
	const { status, headers, body } = answer;
	if (!STATUSES.has(status)) return `status ${status}: ${body}`;
	const type = status === 200 ? 'application/json' : 'application/problem+json';
	if (headers.get('content-type') !== type) return `${headers.get('content-type')} where it is ${type}`;
	try {
		const document = JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>;
		if (status === 200) return typeof document === 'object' ? undefined : 'no object';
		return document['status'] === status && document['detail'] !== '' ? undefined : `a problem like ${body}`;
	} catch (error) {
		return `${error} in ${body}`;
	}
}
