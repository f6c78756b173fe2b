import t from 'tap';
import type { Alert } from '../../src/alerts/alert.ts';
import { composeAlert } from '../../src/alerts/compose-alert.ts';
import { DELIVERED, type Delivery, refusedFor, retryLater } from '../../src/alerts/delivery.ts';
import { DeliveryQueue, MOST_WAITING, MOST_WAITING_BYTES } from '../../src/alerts/delivery-queue.ts';
import { Redactor } from '../../src/alerts/redactor.ts';
import { FakeClock } from '../../src/platform/fake/fake-clock.ts';
import { finding } from './findings.ts';

function alert(serial: number, text = ''): Alert {
	const found = finding({ description: text, details: { stderr: Array(30).fill(text) } });
	return composeAlert(
		{ finding: found, key: 'exit web:web', status: 'firing', severity: 'warning', isFlapping: false, count: 0 },
		{
			id: `0123456789abcdef-${serial}`,
			wallMs: 0,
			events: new Set(),
			pod: { hostname: 'host', identifier: 'pod', environment: undefined },
			redactor: new Redactor(),
		},
	);
}

/** A queue whose other end answers as told; `undefined` never answers before it is aborted. */
class Rig {
	readonly clock = new FakeClock();
	/** `12: 3,4`: when, which. */
	readonly attempts: string[] = [];
	readonly outcomes: string[] = [];
	dropped = 0;
	answer: (serials: readonly number[]) => Delivery | undefined = () => DELIVERED;
	readonly queue: DeliveryQueue;

	constructor({ batch = 1, waiting = [] }: { batch?: number; waiting?: readonly Alert[] } = {}) {
		this.queue = new DeliveryQueue({
			clock: this.clock,
			batch,
			waiting,
			random: () => 1,
			deliver: (alerts, signal) => {
				const serials = serialsOf(alerts);
				this.attempts.push(`${this.clock.now()}: ${serials.join()}`);
				const answer = this.answer(serials);
				if (answer !== undefined) return Promise.resolve(answer);
				return new Promise((resolve) => {
					signal.addEventListener('abort', () => resolve(retryLater('aborted')), { once: true });
				});
			},
			onDelivery: ({ type }, count) => this.outcomes.push(`${type} ${count}`),
			onDropped: (count) => {
				this.dropped += count;
			},
		});
	}

	pass(ms: number): Promise<void> {
		return this.clock.advanceInTurns(ms);
	}
}

function serialsOf(alerts: readonly Alert[]): number[] {
	return alerts.map(({ id }) => Number(id.split('-')[1]));
}

t.test('alerts are delivered in their order, one attempt at a time', async (t) => {
	const rig = new Rig();
	for (const serial of [1, 2, 3]) rig.queue.push(alert(serial));
	await rig.pass(0);
	await rig.pass(0);
	await rig.pass(0);
	t.strictSame(rig.attempts, ['0: 1', '0: 2', '0: 3']);
	t.equal(rig.queue.pending, 0);
});

t.test('while the other end is away they wait, longer each time, and arrive when it is back', async (t) => {
	const rig = new Rig();
	rig.answer = () => (rig.clock.now() < 100_000 ? retryLater('connection refused') : DELIVERED);
	rig.queue.push(alert(1));
	rig.queue.push(alert(2));
	await rig.pass(200_000);
	t.strictSame(rig.attempts, [
		'0: 1',
		'1000: 1',
		'3000: 1',
		'7000: 1',
		'15000: 1',
		'31000: 1',
		'63000: 1',
		'123000: 1',
		'123000: 2',
	]);
	t.strictSame(rig.outcomes, [...Array(7).fill('retry 1'), 'delivered 1', 'delivered 1']);
});

t.test('the patience that the other end asks for is had', async (t) => {
	const rig = new Rig();
	rig.answer = () => (rig.clock.now() < 30_000 ? retryLater('HTTP 429', 30_000) : DELIVERED);
	rig.queue.push(alert(1));
	await rig.pass(60_000);
	t.strictSame(rig.attempts, ['0: 1', '30000: 1']);
});

t.test('what is refused is not tried again, and does not keep the others', async (t) => {
	const rig = new Rig();
	rig.answer = ([serial]) => (serial === 1 ? refusedFor('HTTP 400') : DELIVERED);
	rig.queue.push(alert(1));
	rig.queue.push(alert(2));
	await rig.pass(0);
	await rig.pass(0);
	t.strictSame(rig.outcomes, ['refused 1', 'delivered 1']);
});

t.test('an alert that the other end stumbles over is given up in the end', async (t) => {
	const rig = new Rig();
	rig.answer = ([serial]) =>
		serial === 1 ? { type: 'retry', reason: 'HTTP 500', afterMs: undefined, isSuspect: true } : DELIVERED;
	rig.queue.push(alert(1));
	rig.queue.push(alert(2));
	await rig.pass(600_000);
	t.equal(rig.attempts.length, 9);
	t.strictSame(rig.outcomes, [...Array(7).fill('retry 1'), 'refused 1', 'delivered 1']);
});

t.test('no more waits than may; the oldest go, but not those that are on their way', async (t) => {
	const rig = new Rig();
	rig.answer = () => undefined;
	for (let serial = 0; serial < MOST_WAITING + 10; serial++) rig.queue.push(alert(serial));
	await rig.pass(0);
	t.equal(rig.queue.pending, MOST_WAITING);
	t.equal(rig.dropped, 10);
	const left = serialsOf(rig.queue.close());
	t.strictSame([left[0], left[1], left.at(-1)], [0, 11, MOST_WAITING + 9]);
});

t.test('nor more bytes', async (t) => {
	const rig = new Rig();
	rig.answer = () => undefined;
	const text = 'x'.repeat(500);
	for (let serial = 0; serial < 500; serial++) rig.queue.push(alert(serial, text));
	const left = rig.queue.close();
	t.equal(left.length + rig.dropped, 500);
	t.ok(Buffer.byteLength(JSON.stringify(left)) <= MOST_WAITING_BYTES + 1000);
	t.ok(rig.dropped > 100);
});

t.test('several go together where the sink takes several', async (t) => {
	const rig = new Rig({ batch: 3, waiting: [1, 2, 3, 4].map((serial) => alert(serial)) });
	await rig.pass(0);
	await rig.pass(0);
	t.strictSame(rig.attempts, ['0: 1,2,3', '0: 4']);
	t.strictSame(rig.outcomes, ['delivered 3', 'delivered 1']);
});

t.test('at the end nothing waits its time, and it is told when all is out', async (t) => {
	const rig = new Rig();
	rig.answer = () => (rig.clock.now() < 1300 ? retryLater('connection refused') : DELIVERED);
	rig.queue.push(alert(1));
	await rig.pass(1000);
	let isOut = false;
	void rig.queue.flush().then(() => {
		isOut = true;
	});
	await rig.pass(200);
	t.notOk(isOut);
	await rig.pass(200);
	t.ok(isOut);
	t.strictSame(rig.attempts, ['0: 1', '1000: 1', '1000: 1', '1200: 1', '1400: 1']);
});

t.test('what is closed delivers no more, and hands over what it has, the one under way too', async (t) => {
	const rig = new Rig();
	rig.answer = () => undefined;
	rig.queue.push(alert(1));
	rig.queue.push(alert(2));
	await rig.pass(0);
	const left = rig.queue.close();
	t.strictSame(serialsOf(left), [1, 2]);
	await rig.pass(100_000);
	t.strictSame(rig.attempts, ['0: 1']);
	const next = new Rig({ waiting: left });
	await next.pass(0);
	await next.pass(0);
	t.strictSame(next.attempts, ['0: 1', '0: 2']);
});

t.test('what must be alone waits for the attempt under way, and keeps the next', async (t) => {
	const rig = new Rig();
	let end: (delivery: Delivery) => void = () => undefined;
	const steps: string[] = [];
	rig.queue.push(alert(1));
	await rig.pass(0);
	const alone = rig.queue.alone(async () => {
		steps.push('begun');
		return new Promise<Delivery>((resolve) => {
			end = resolve;
		});
	});
	await rig.pass(0);
	rig.queue.push(alert(2));
	await rig.pass(0);
	t.strictSame([steps, rig.attempts], [['begun'], ['0: 1']]);
	end(DELIVERED);
	t.same(await alone, DELIVERED);
	await rig.pass(0);
	t.strictSame(rig.attempts, ['0: 1', '0: 2']);
});
