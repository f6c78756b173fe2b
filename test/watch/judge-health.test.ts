import t from 'tap';
import type { HealthTiming, ProbeKind } from '../../src/config/config.ts';
import { type HealthRules, isAsked, judgeHealth, newJudgement } from '../../src/watch/judge-health.ts';
import type { ProbeAnswer } from '../../src/watch/probe-asker.ts';

const TIMING: HealthTiming = { intervalMs: 10_000, timeoutMs: 2000, retries: 3, startPeriodMs: 0 };
const OK: ProbeAnswer = { isOk: true, message: 'fine' };
const BAD: ProbeAnswer = { isOk: false, message: 'HTTP 503' };

function rulesFor(kinds: readonly ProbeKind[], timing: Partial<HealthTiming> = {}): HealthRules {
	return { timing: { ...TIMING, ...timing }, kinds: new Set(kinds) };
}

/** The answers one after the other, in seconds since the spawn; what was found, and when. */
function findings(rules: HealthRules, answers: readonly (readonly [number, ProbeKind, ProbeAnswer])[]): string[] {
	let judgement = newJudgement(0, rules);
	const found: string[] = [];
	for (const [seconds, kind, answer] of answers) {
		const result = judgeHealth(judgement, { kind, answer, at: seconds * 1000 }, rules);
		judgement = result.judgement;
		const { finding } = result;
		if (finding === undefined) continue;
		const details = 'reason' in finding ? ` (${'cause' in finding ? `${finding.cause}: ` : ''}${finding.reason})` : '';
		found.push(`${seconds} ${finding.type}${details}`);
	}
	return found;
}

t.test('ready at the first success, unready after so many failures in a row, and ready again', async (t) => {
	const answers = [
		[1, 'readiness', BAD],
		[2, 'readiness', OK],
		[12, 'readiness', BAD],
		[22, 'readiness', BAD],
		[32, 'readiness', OK],
		[42, 'readiness', BAD],
		[52, 'readiness', BAD],
		[62, 'readiness', BAD],
		[72, 'readiness', BAD],
		[82, 'readiness', OK],
	] as const;
	t.strictSame(findings(rulesFor(['readiness']), answers), ['2 ready', '62 unready (HTTP 503)', '82 ready']);
});

t.test('what the program says itself is believed at once', async (t) => {
	const says: ProbeAnswer = { ...BAD, isDefinite: true };
	const answers = [
		[1, 'readiness', OK],
		[2, 'readiness', says],
		[3, 'readiness', says],
		[4, 'readiness', OK],
	] as const;
	t.strictSame(findings(rulesFor(['readiness']), answers), ['1 ready', '2 unready (HTTP 503)', '4 ready']);
	t.strictSame(findings(rulesFor(['liveness']), [[1, 'liveness', says]]), ['1 unhealthy (liveness: HTTP 503)']);
});

t.test('unhealthy after so many failures in a row, and then nothing more', async (t) => {
	const answers = [10, 20, 30, 40, 50].map((at) => [at, 'liveness', BAD] as const);
	t.strictSame(findings(rulesFor(['liveness']), answers), ['30 unhealthy (liveness: HTTP 503)']);
	t.strictSame(findings(rulesFor(['liveness'], { retries: 1 }), answers), ['10 unhealthy (liveness: HTTP 503)']);
	const recovered = [[5, 'liveness', OK], ...answers.slice(0, 2), [25, 'liveness', OK], ...answers.slice(2)] as const;
	t.strictSame(findings(rulesFor(['liveness']), recovered), [
		'5 healthy',
		'25 healthy',
		'50 unhealthy (liveness: HTTP 503)',
	]);
});

t.test('failures within the start period do not count, unless it succeeded in it', async (t) => {
	const rules = rulesFor(['liveness'], { startPeriodMs: 35_000 });
	const failing = [10, 20, 30, 40, 50, 60].map((at) => [at, 'liveness', BAD] as const);
	t.strictSame(findings(rules, failing), ['60 unhealthy (liveness: HTTP 503)']);
	t.strictSame(findings(rules, [[5, 'liveness', OK], ...failing]), ['5 healthy', '30 unhealthy (liveness: HTTP 503)']);
});

t.test('of the quick questions at the start one failure an interval counts', async (t) => {
	const seconds = Array.from({ length: 40 }, (_, index) => index + 1);
	const answers = seconds.map((at) => [at, 'liveness', BAD] as const);
	t.strictSame(findings(rulesFor(['liveness', 'readiness']), answers), ['30 unhealthy (liveness: HTTP 503)']);
});

t.test('nothing else is asked before startup succeeded; without readiness it is ready then', async (t) => {
	const rules = rulesFor(['startup', 'liveness']);
	const before = newJudgement(0, rules);
	t.strictSame([isAsked(before, 'startup'), isAsked(before, 'liveness')], [true, false]);
	const after = judgeHealth(before, { kind: 'startup', answer: OK, at: 1000 }, rules).judgement;
	t.strictSame([isAsked(after, 'startup'), isAsked(after, 'liveness')], [false, true]);
	const answers = [
		[1, 'liveness', BAD],
		[2, 'startup', BAD],
		[3, 'startup', OK],
		[4, 'startup', BAD],
		[13, 'liveness', BAD],
		[23, 'liveness', BAD],
		[33, 'liveness', BAD],
	] as const;
	t.strictSame(findings(rules, answers), ['3 ready', '33 unhealthy (liveness: HTTP 503)']);
	t.strictSame(findings(rulesFor(['startup', 'readiness']), [[3, 'startup', OK]]), [], 'readiness has the word');
});

t.test('a startup that fails so often after its start period is unhealthy', async (t) => {
	const answers = Array.from({ length: 120 }, (_, index) => [index + 1, 'startup', BAD] as const);
	const rules = rulesFor(['startup', 'readiness'], { startPeriodMs: 60_000 });
	t.strictSame(findings(rules, answers), ['80 unhealthy (startup: HTTP 503)']);
	const stops: ProbeAnswer = { ...BAD, isDefinite: true };
	t.strictSame(findings(rules, [[1, 'startup', stops]]), [], 'one that says that it is stopping ends by itself');
});
