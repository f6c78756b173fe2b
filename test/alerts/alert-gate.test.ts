import fc from 'fast-check';
import t from 'tap';
import { AlertGate, type Decision, FLAPS, MOST_TROUBLES } from '../../src/alerts/alert-gate.ts';
import type { Finding } from '../../src/alerts/finding.ts';
import { FLAP_WINDOW_MS } from '../../src/alerts/trouble.ts';
import { finding } from './findings.ts';
import '../fixtures/seed.ts';

const COOLDOWN_MS = 60_000;
const BAD: Finding = finding();
const WORSE: Finding = finding({ severity: 'critical' });
const OVER: Finding = finding({ status: 'resolved', severity: 'info', summary: 'web is up again' });

function openGate(cooldownMs = COOLDOWN_MS): AlertGate {
	return new AlertGate({ cooldownMs, takeOver: undefined });
}

/** `firing 2`: with how many that were not told. */
function told(decision: Decision | undefined): string {
	if (decision === undefined) return 'nothing';
	const { status, severity, isFlapping, count } = decision;
	return [isFlapping ? 'flapping' : status, ...(severity === 'critical' ? ['critical'] : []), count].join(' ');
}

t.test('what happens again within the cooldown is counted, and told with the next', async (t) => {
	const gate = openGate();
	t.equal(told(gate.take(BAD, 0)), 'firing 0');
	t.equal(told(gate.take(BAD, 1000)), 'nothing');
	t.equal(told(gate.take(BAD, COOLDOWN_MS - 1)), 'nothing');
	t.equal(told(gate.take(BAD, COOLDOWN_MS)), 'firing 2');
});

t.test('the end is told at once, to whoever was told of the beginning', async (t) => {
	const gate = openGate();
	t.equal(told(gate.take(OVER, 0)), 'nothing', 'nothing was wrong');
	gate.take(BAD, 1);
	t.equal(told(gate.take(OVER, 2)), 'resolved 0');
	t.equal(told(gate.take(OVER, 3)), 'nothing', 'and once');
});

t.test('what comes back within the cooldown and stays is told when the cooldown ends', async (t) => {
	const gate = openGate();
	gate.take(BAD, 0);
	gate.take(OVER, 10);
	t.equal(told(gate.take(BAD, 20)), 'nothing');
	t.equal(gate.nextDueAt(), COOLDOWN_MS);
	t.strictSame(gate.due(COOLDOWN_MS - 1), []);
	t.strictSame(gate.due(COOLDOWN_MS).map(told), ['firing 0'], 'the one that waited is the one that is told');
	t.equal(told(gate.take(OVER, COOLDOWN_MS + 1)), 'resolved 0');
});

t.test('what comes back within the cooldown and goes again is not told: it was said that it is over', async (t) => {
	const gate = openGate();
	gate.take(BAD, 0);
	gate.take(OVER, 10);
	gate.take(BAD, 20);
	t.equal(told(gate.take(OVER, 30)), 'nothing');
	t.strictSame(gate.due(COOLDOWN_MS).map(told), []);
	t.equal(told(gate.take(BAD, COOLDOWN_MS + 1)), 'firing 1');
});

t.test('what becomes critical is told at once, and once', async (t) => {
	const gate = openGate();
	gate.take(BAD, 0);
	t.equal(told(gate.take(WORSE, 1)), 'firing critical 0');
	t.equal(told(gate.take(BAD, 2)), 'nothing');
	t.equal(told(gate.take(WORSE, 3)), 'nothing', 'it was told as critical within the cooldown');
	t.equal(told(gate.take(OVER, 4)), 'resolved critical 2', 'as severe as it was told');
});

t.test('what comes and goes is told once as flapping, then not before it was calm', async (t) => {
	const gate = openGate();
	const seen: string[] = [];
	let now = 0;
	for (let round = 0; round < 20; round++) {
		seen.push(told(gate.take(BAD, now)), told(gate.take(OVER, now + 1000)));
		now += COOLDOWN_MS;
		seen.push(...gate.due(now - 1).map(told));
	}
	const quiet = Array.from({ length: 2 * (20 - FLAPS) }, () => 'nothing');
	t.strictSame(seen, [
		...Array.from({ length: FLAPS - 1 }, () => ['firing 0', 'resolved 0']).flat(),
		'flapping 0',
		'nothing',
		...quiet,
	]);
	const calmAt = now - COOLDOWN_MS + 1000 + FLAP_WINDOW_MS;
	t.strictSame(gate.due(calmAt - 1).map(told), []);
	t.equal(gate.nextDueAt(), calmAt);
	t.strictSame(gate.due(calmAt).map(told), ['resolved 15'], 'and it is over');
	t.equal(told(gate.take(BAD, calmAt + 1)), 'firing 0');
});

t.test('what flaps within one cooldown is told as flapping when that ends', async (t) => {
	const gate = openGate();
	for (let round = 0; round < FLAPS; round++) {
		gate.take(BAD, round * 10);
		gate.take(OVER, round * 10 + 5);
	}
	t.strictSame(gate.due(COOLDOWN_MS).map(told), ['flapping 3']);
	t.strictSame(gate.due(45 + FLAP_WINDOW_MS).map(told), ['resolved 0']);
});

t.test('what flaps and becomes critical is told', async (t) => {
	const gate = openGate();
	for (let round = 0; round < FLAPS + 1; round++) {
		gate.take(OVER, round * COOLDOWN_MS + 5);
		gate.take(BAD, round * COOLDOWN_MS + 10);
	}
	t.equal(told(gate.take(WORSE, 6 * COOLDOWN_MS)), 'flapping critical 1');
});

t.test('what flapped and stays is not told as over', async (t) => {
	const gate = openGate();
	for (let round = 0; round < FLAPS + 2; round++) {
		gate.take(OVER, round * COOLDOWN_MS + 5);
		gate.take(BAD, round * COOLDOWN_MS + 10);
	}
	t.strictSame(gate.due(100 * FLAP_WINDOW_MS).map(told), []);
	t.equal(told(gate.take(OVER, 100 * FLAP_WINDOW_MS)), 'resolved 2');
});

t.test('what happens once has no end, and is told once in a cooldown', async (t) => {
	const gate = openGate();
	const moment = finding({ kind: 'state', about: 'web:web RUNNING', status: 'momentary', severity: 'info' });
	t.equal(told(gate.take(moment, 0)), 'firing 0');
	t.equal(told(gate.take(moment, 1)), 'nothing');
	t.equal(told(gate.take({ ...moment, status: 'resolved' }, 2)), 'nothing');
	t.equal(told(gate.take(moment, COOLDOWN_MS)), 'firing 1');
});

t.test('two subjects, and two troubles of one, do not silence each other', async (t) => {
	const gate = openGate();
	t.equal(told(gate.take(BAD, 0)), 'firing 0');
	t.equal(told(gate.take(finding({ about: 'web:web2' }), 0)), 'firing 0');
	t.equal(told(gate.take(finding({ kind: 'unready' }), 0)), 'firing 0');
});

t.test('a restart in place changes nothing of what was told', async (t) => {
	const before = openGate();
	before.take(BAD, 0);
	const gate = new AlertGate({ cooldownMs: COOLDOWN_MS, takeOver: before });
	t.equal(told(gate.take(BAD, 1)), 'nothing');
	t.equal(told(gate.take(OVER, 2)), 'resolved 1');
	t.equal(gate.nextDueAt(), 2 + FLAP_WINDOW_MS, 'when it can be forgotten');
});

t.test('what is over is forgotten when it does not matter any more', async (t) => {
	const gate = openGate();
	gate.take(BAD, 0);
	gate.take(OVER, 1);
	t.equal(gate.size, 1);
	gate.due(gate.nextDueAt() ?? 0);
	t.equal(gate.size, 0);
	t.equal(gate.nextDueAt(), undefined);
});

t.test('no more is remembered than can be, whatever happens', async (t) => {
	const gate = openGate();
	for (let subject = 0; subject < MOST_TROUBLES + 500; subject++)
		gate.take(finding({ about: String(subject) }), subject);
	t.equal(gate.size, MOST_TROUBLES);
	t.equal(told(gate.take({ ...OVER, about: '0' }, 20_000)), 'nothing', 'the oldest was forgotten');
	t.equal(told(gate.take({ ...OVER, about: String(MOST_TROUBLES) }, 20_000)), 'resolved 0');
});

/** What may happen: to one of three subjects, after some time. */
const STEP = fc.record({
	about: fc.constantFrom('a', 'b', 'c'),
	what: fc.constantFrom('firing', 'firing', 'critical', 'resolved', 'resolved', 'momentary', 'time'),
	afterMs: fc.oneof(
		fc.integer({ min: 0, max: 2000 }),
		fc.integer({ min: 0, max: 2 * COOLDOWN_MS }),
		fc.integer({ min: 0, max: 2 * FLAP_WINDOW_MS }),
	),
});

t.test(
	'whatever happens, nobody is told too often, nor of an end without a beginning, nor left with what is not so',
	async (t) => {
		fc.assert(
			fc.property(
				fc.array(STEP, { maxLength: 120 }),
				fc.constantFrom(0, COOLDOWN_MS, 2 * FLAP_WINDOW_MS),
				(steps, cooldownMs) => {
					const gate = openGate(cooldownMs);
					const last = new Map<string, { firingAt: number; severity: string; status: string }>();
					const isThere = new Map<string, boolean>();
					let now = 0;
					const hear = (decisions: readonly (Decision | undefined)[]): void => {
						for (const decision of decisions) {
							if (decision === undefined) continue;
							const { key, status, severity } = decision;
							const before = last.get(key);
							if (status === 'resolved') {
								if (before?.status !== 'firing') throw new Error(`${key} ended without having begun`);
								if (isThere.get(key) === true) throw new Error(`${key} is told as over, and is not`);
								last.set(key, { ...before, status });
								continue;
							}
							const isEscalation = severity === 'critical' && before?.severity !== 'critical';
							if (before !== undefined && now < before.firingAt + cooldownMs && !isEscalation) {
								throw new Error(`${key} is told again after ${now - before.firingAt} ms`);
							}
							last.set(key, { firingAt: now, severity, status });
						}
					};
					/** Time passes as it does outside: what is due is asked for when it is. */
					const pass = (until: number): void => {
						for (let due = gate.nextDueAt(); due !== undefined && due <= until; due = gate.nextDueAt()) {
							now = Math.max(now, due);
							hear(gate.due(now));
						}
						now = until;
					};
					for (const { about, what, afterMs } of steps) {
						pass(now + afterMs);
						if (what === 'time') continue;
						if (what === 'momentary') {
							hear([gate.take(finding({ kind: 'state', about, status: 'momentary' }), now)]);
							continue;
						}
						const isOver = what === 'resolved';
						const seen = isOver
							? { ...OVER, about }
							: finding({ about, severity: what === 'critical' ? 'critical' : 'warning' });
						isThere.set(`exit ${about}`, !isOver);
						hear([gate.take(seen, now)]);
					}
					pass(now + 10 * FLAP_WINDOW_MS);
					for (const [key, there] of isThere) {
						const { status } = last.get(key) ?? { status: 'nothing' };
						if (there && status !== 'firing') throw new Error(`${key} lasts, and was told last as ${status}`);
						if (!there && status === 'firing') throw new Error(`${key} is over, and that was not told`);
					}
					if (gate.size > isThere.size) throw new Error(`${gate.size} troubles are remembered`);
				},
			),
			{ numRuns: 3000 },
		);
		t.pass('in 3000 histories');
	},
);
