import fc from 'fast-check';
import t from 'tap';
import {
	type AvailabilityCondition,
	availabilityOf,
	changeCondition,
	HISTORY_MINUTES,
	newAvailabilityHistory,
} from '../../src/events/availability-history.ts';
import { startPod } from '../operations/pod-rig.ts';
import '../fixtures/seed.ts';

const MINUTE = 60_000;
const DAY = HISTORY_MINUTES * MINUTE;

t.test('time that it is up counts as up, time that it is idle counts not at all', async (t) => {
	let history = newAvailabilityHistory(1000);
	history = changeCondition(history, 'down', 2000);
	history = changeCondition(history, 'up', 5000);
	t.strictSame(availabilityOf(history, 60, 30_000), { upMs: 25_000, wantedMs: 28_000 });
	history = changeCondition(history, 'idle', 30_000);
	t.strictSame(availabilityOf(history, 60, 10 * MINUTE), { upMs: 25_000, wantedMs: 28_000 });
	t.strictSame(availabilityOf(history, 60, 100 * MINUTE), { upMs: 0, wantedMs: 0 }, 'over an hour ago');
	t.strictSame(availabilityOf(history, HISTORY_MINUTES, 100 * MINUTE), { upMs: 25_000, wantedMs: 28_000 });
});

t.test('a process that just goes on takes no more memory after a month than after a minute', async (t) => {
	let history = changeCondition(newAvailabilityHistory(0), 'up', 0);
	for (let minute = 1; minute < 30 * HISTORY_MINUTES; minute += 1000) {
		history = changeCondition(history, 'down', minute * MINUTE);
		history = changeCondition(history, 'up', minute * MINUTE);
	}
	t.ok(history.runs.length < 10, String(history.runs.length));
	const now = 30 * DAY;
	t.strictSame(availabilityOf(history, HISTORY_MINUTES, now), { upMs: DAY, wantedMs: DAY });
});

/** The same, reckoned a millisecond at a time would be; here interval by interval, with nothing forgotten. */
function reckonSlowly(
	changes: readonly { readonly at: number; readonly condition: AvailabilityCondition }[],
	{ from, to }: { readonly from: number; readonly to: number },
): { upMs: number; wantedMs: number } {
	let upMs = 0;
	let wantedMs = 0;
	for (const [index, { at, condition }] of changes.entries()) {
		const end = Math.min(changes[index + 1]?.at ?? to, to);
		const ms = Math.max(0, end - Math.max(at, from));
		if (condition === 'up') upMs += ms;
		if (condition !== 'idle') wantedMs += ms;
	}
	return { upMs, wantedMs };
}

t.test('any history is reckoned right, and stays small', async (t) => {
	const condition = fc.constantFrom<AvailabilityCondition>('up', 'down', 'idle');
	const change = fc.record({ afterMs: fc.oneof(fc.nat(200_000), fc.nat(3 * DAY)), condition });
	fc.assert(
		fc.property(fc.array(change, { maxLength: 60 }), fc.nat(2 * DAY), (steps, restMs) => {
			let at = 12_345;
			let history = newAvailabilityHistory(at);
			const changes = [{ at, condition: 'idle' as AvailabilityCondition }];
			for (const step of steps) {
				at += step.afterMs;
				changes.push({ at, condition: step.condition });
				history = changeCondition(history, step.condition, at);
			}
			const now = at + restMs;
			for (const minutes of [60, HISTORY_MINUTES]) {
				const from = (Math.floor(now / MINUTE) - minutes) * MINUTE;
				const expected = reckonSlowly(changes, { from, to: now });
				const found = availabilityOf(history, minutes, now);
				if (found.upMs !== expected.upMs || found.wantedMs !== expected.wantedMs) return false;
			}
			return history.runs.length <= HISTORY_MINUTES + 1;
		}),
	);
	t.pass();
});

t.test('restarts are told by their reasons, as the metrics have them, and the first start is none', async (t) => {
	let lives = 0;
	const pod = startPod(
		'[program:a]\ncommand=/bin/a\nautorestart=true\nstdout_logfile=NONE\nstderr_logfile=NONE\n',
		(self) => {
			lives++;
			if (lives === 1) self.after(10_000, () => self.exit(1));
			if (lives === 2) self.after(10_000, () => self.exit(0));
			if (lives === 3) self.after(500, () => self.exit(1));
		},
	);
	await pod.pass(60_000);
	const { availability } = pod.control.session.watch;
	const now = (): number => pod.control.session.pod.now;
	t.strictSame(availability.of('a:a', now())?.hour.restarts, { crash: 1, exit: 1, retry: 1 });
	await pod.begin('stopProcess', 'a');
	await pod.pass(60_000);
	const stopped = availability.of('a:a', now())?.hour;
	await pod.pass(10 * MINUTE);
	t.strictSame(availability.of('a:a', now())?.hour, stopped, 'while it is stopped no time counts');
	await pod.call('startProcess', 'a', false);
	await pod.pass(2000);
	t.match(availability.of('a:a', now())?.hour.restarts, { operator: 1 });
	const [process] = pod.control.session.pod.living();
	if (process === undefined) throw new Error('nothing lives');
	pod.control.session.pod.unhealthy(process, 'liveness', 'no answer');
	await pod.pass(5000);
	t.match(availability.of('a:a', now())?.hour.restarts, { unhealthy: 1, operator: 1 });
	await pod.pass(2 * 60 * MINUTE);
	const hour = availability.of('a:a', now())?.hour;
	t.equal(hour?.upMs, hour?.wantedMs);
	t.ok((hour?.upMs ?? 0) >= 60 * MINUTE && (hour?.upMs ?? 0) < 61 * MINUTE, 'and the minute that is not over');
	t.strictSame(hour?.restarts, {});
	t.match(availability.of('a:a', now())?.day.restarts, { crash: 1, unhealthy: 1 });
	await pod.pass(25 * 60 * MINUTE);
	const day = availability.of('a:a', now())?.day;
	t.equal(day?.upMs, day?.wantedMs);
	t.ok((day?.upMs ?? 0) >= DAY && (day?.upMs ?? 0) < DAY + MINUTE);
	t.strictSame(day?.restarts, {});
	t.equal(availability.of('none:none', now()), undefined);
	availability.keepOnly(new Set());
	t.equal(availability.of('a:a', now()), undefined);
});

const SILENT = 'stdout_logfile=NONE\nstderr_logfile=NONE\n';

t.test('the first start does not count, unless it fails', async (t) => {
	const good = startPod(`[program:a]\ncommand=/bin/a\nstartsecs=10\n${SILENT}`, () => undefined);
	const hourOf = (pod: typeof good) =>
		pod.control.session.watch.availability.of('a:a', pod.control.session.pod.now)?.hour;
	await good.pass(5000);
	t.match(hourOf(good), { upMs: 0, wantedMs: 0 }, 'it is starting');
	await good.pass(MINUTE);
	const hour = hourOf(good);
	t.ok((hour?.upMs ?? 0) > 50_000);
	t.equal(hour?.upMs, hour?.wantedMs, 'and was never missed');

	let lives = 0;
	const bad = startPod(`[program:a]\ncommand=/bin/a\nstartsecs=10\n${SILENT}`, (self) => {
		lives++;
		if (lives === 1) self.after(5000, () => self.exit(1));
	});
	await bad.pass(MINUTE);
	const second = hourOf(bad);
	t.ok((second?.upMs ?? 0) > 30_000);
	const missed = (second?.wantedMs ?? 0) - (second?.upMs ?? 0);
	t.ok(missed >= 10_000 && missed <= 13_000, `from its failure until the second start was up: ${missed}`);
});
