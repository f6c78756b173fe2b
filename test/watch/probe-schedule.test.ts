import t from 'tap';
import {
	beginQuestion,
	endQuestion,
	newSchedule,
	type ProbeSchedule,
	QUICK_LOOKS,
	QUICK_QUESTIONS,
	type ScheduleRules,
} from '../../src/watch/probe-schedule.ts';

const RULES: ScheduleRules = { intervalMs: 10_000, quick: QUICK_QUESTIONS, tellsByItself: false, spread: 0 };

/** Asks `times` times, each answer after `tookMs`; the waits before each question. */
function waits(rules: ScheduleRules, answers: readonly boolean[], tookMs = 7): number[] {
	let at = 0;
	let schedule: ProbeSchedule = newSchedule(at, rules);
	const seen: number[] = [];
	for (const isOk of answers) {
		if (schedule.nextAt === undefined) break;
		seen.push(Math.round(schedule.nextAt - at));
		at = schedule.nextAt + tookMs;
		schedule = endQuestion(beginQuestion(schedule), { at, isOk }, rules);
	}
	return seen;
}

t.test('while somebody waits for its first success it is asked soon, and then ever more seldom', async (t) => {
	const nine = Array(9).fill(false);
	t.strictSame(waits(RULES, nine), [100, 140, 196, 274, 384, 538, 753, 1000, 1000]);
	t.strictSame(
		waits({ ...RULES, intervalMs: 200 }, nine.slice(0, 4)),
		[100, 140, 196, 200],
		'never beyond its interval',
	);
	t.equal(waits({ ...RULES, quick: QUICK_LOOKS }, nine)[0], 20, 'sooner where it costs the program nothing');
});

t.test('from then on the interval is from the end of one answer to the next question, whatever it is', async (t) => {
	t.strictSame(waits(RULES, [true, true, false, false, true], 1500), [100, 10_000, 10_000, 10_000, 10_000]);
});

t.test('without anybody who waits it is asked after an interval', async (t) => {
	t.strictSame(waits({ ...RULES, quick: undefined }, [false, false]), [10_000, 10_000]);
});

t.test('is not asked while it is being asked', async (t) => {
	t.equal(beginQuestion(newSchedule(0, RULES)).nextAt, undefined);
});

t.test('what tells by itself is not asked again after its success', async (t) => {
	const rules = { ...RULES, quick: undefined, tellsByItself: true };
	t.strictSame(waits(rules, [false, false, true, true]), [10_000, 10_000, 10_000]);
});

t.test('those that begin together are spread once, over a second and a tenth of the interval at most', async (t) => {
	t.strictSame(waits({ ...RULES, spread: 0.5 }, [true, true, true]), [100, 10_500, 10_000]);
	t.strictSame(waits({ ...RULES, quick: undefined, spread: 0.5 }, [false, false]), [10_500, 10_000]);
	t.strictSame(waits({ ...RULES, intervalMs: 2000, spread: 0.5 }, [true, true, true]), [100, 2100, 2000]);
});
