import t from 'tap';
import type { Goal } from '../../bench/measure.ts';
import { compareResults } from '../../bench/report/compare-results.ts';
import { goalBound, judgeGoal } from '../../bench/report/judge-goal.ts';
import { missedGoals } from '../../bench/report/missed-goals.ts';
import { spread } from '../../bench/report/spread.ts';
import { fakeResults } from './fake-results.ts';

t.test('the median is the middle one, or between the two in the middle', async (t) => {
	t.match(spread([5, 1, 3]), { median: 3, min: 1, max: 5 });
	t.match(spread([10, 9, 100, 1]), { median: 9.5, min: 1, max: 100 });
	t.equal(spread([]), undefined);
	t.equal(spread([Number.NaN]), undefined);
});

t.test('half of the samples are between the quartiles', async (t) => {
	t.match(spread([1, 2, 3, 4, 100]), { lowerQuartile: 2, upperQuartile: 4 });
	t.match(spread([4, 2, 8, 6]), { lowerQuartile: 3.5, upperQuartile: 6.5 });
	t.match(spread([7]), { lowerQuartile: 7, median: 7, upperQuartile: 7 });
});

t.test('a goal compares the medians', async (t) => {
	const cases: [Goal, number, boolean][] = [
		[{ figure: 'start', than: 'supervisord', atMost: 0.05 }, 0.05, true],
		[{ figure: 'start', than: 'supervisord', atMost: 0.04 }, 0.05, false],
		[{ figure: 'start', than: 'supervisord', atLeast: 0.06 }, 0.05, false],
		[{ figure: 'start', than: 'supervisord', atLeast: 0.05 }, 0.05, true],
		[{ figure: 'start', than: 'supervisord', atMost: 0, plus: 50 }, 0.05, true],
		[{ figure: 'start', atMost: 49 }, 50, false],
		[{ figure: 'start', atMost: 50 }, 50, true],
	];
	for (const [goal, ratio, met] of cases) {
		const results = fakeResults({ podvisor: [40, 50, 5000], supervisord: [1000, 999, 1200] }, [goal]);
		t.match(judgeGoal(results, goal), { ratio, met }, JSON.stringify(goal));
	}
});

t.test('a goal may compare one figure with another of Podvisor', async (t) => {
	const results = fakeResults({ podvisor: [40] });
	const samples = { podvisor: [{ few: 10, many: 120 }] };
	const goal = { figure: 'many', thanFigure: 'few', atMost: 11 };
	t.match(judgeGoal({ ...results, samples }, goal), { ratio: 12, met: false, text: 'many ≤ 11 × few' });
});

t.test('the end of a run names the goals that are missed, and what was not measured', async (t) => {
	const goals = [
		{ figure: 'start', atMost: 60 },
		{ figure: 'start', atMost: 40 },
		{ figure: 'start', than: 'runit', atMost: 1 },
	];
	t.equal(
		missedGoals([fakeResults({ podvisor: [50] }, goals)]),
		[
			'1 of 3 goals are met',
			'  NOT Start & <end>: first of "3" ≤ 40 ms: is 50.0',
			'  ?   Start & <end>: first of "3" ≤ 1 × runit: not measured',
			'',
		].join('\n'),
	);
});

t.test('what was not measured is neither met nor missed', async (t) => {
	const goal = { figure: 'start', than: 'runit', atMost: 1 };
	t.strictSame(judgeGoal(fakeResults({ podvisor: [1] }), goal), { goal, text: 'first of "3" ≤ 1 × runit' });
});

t.test('a goal is told with the titles of figures and peers, and its unit where it has no reference', async (t) => {
	const results = fakeResults({ podvisor: [1], supervisord: [4] });
	const textOf = (goal: Goal) => judgeGoal(results, goal).text;
	t.equal(textOf({ figure: 'start', atMost: 5 }), 'first of "3" ≤ 5 ms');
	t.equal(textOf({ figure: 'start', atLeast: 2, than: 'supervisord' }), 'first of "3" ≥ 2 × supervisord');
	t.equal(
		textOf({ figure: 'start', atMost: 1, than: 'supervisord', plus: 8 }),
		'first of "3" ≤ 1 × supervisord + 8 ms',
	);
	t.equal(
		textOf({ figure: 'other', atMost: 0.4, than: 'supervisord', thanFigure: 'start' }),
		'other ≤ 0.4 × supervisord\'s first of "3"',
	);
});

t.test('what a goal bounds is told in the unit of its figure', async (t) => {
	const results = fakeResults({ podvisor: [1], supervisord: [400] });
	t.equal(goalBound(results, { figure: 'start', than: 'supervisord', atMost: 0.5, plus: 8 }), 208);
	t.equal(goalBound(results, { figure: 'start', atMost: 5 }), 5);
	t.equal(goalBound(results, { figure: 'start', than: 'runit', atMost: 5 }), undefined);
});

const atMost: readonly Goal[] = [{ figure: 'start', than: 'supervisord', atMost: 1 }];

t.test('a comparison tells of ratios that became worse or better, and lets small changes pass', async (t) => {
	const at = (own: number) => fakeResults({ podvisor: [own], supervisord: [100] }, atMost);
	t.match(compareResults(at(10), at(12)), [{ before: 0.1, now: 0.12, verdict: 'same' }]);
	t.match(compareResults(at(10), at(13)), [{ before: 0.1, now: 0.13, verdict: 'worse' }]);
	t.match(compareResults(at(10), at(5)), [{ verdict: 'better', factor: 2 }]);
	// The machine is twice as slow for all.
	const slower = fakeResults({ podvisor: [20], supervisord: [200] }, atMost);
	t.match(compareResults(at(10), slower), [{ verdict: 'same' }]);
});

t.test('a change within the spread of the samples is none', async (t) => {
	const of = (own: readonly number[]) => fakeResults({ podvisor: own, supervisord: [100] }, atMost);
	const noisy = of([8, 9, 10, 15, 40]);
	t.match(compareResults(noisy, of([9, 13, 14, 30, 50])), [{ before: 0.1, now: 0.14, verdict: 'same' }]);
	t.match(compareResults(noisy, of([29, 30, 31, 32, 33])), [{ verdict: 'worse' }]);
	// The peer's own spread counts as well.
	const peer = (values: readonly number[]) => fakeResults({ podvisor: [10], supervisord: values }, atMost);
	t.match(compareResults(peer([100]), peer([50, 60, 70, 110, 120])), [{ verdict: 'same' }]);
});

t.test('where more is better, less is worse', async (t) => {
	const goals = [{ figure: 'start', than: 'supervisord', atLeast: 1 }];
	const at = (own: number) => fakeResults({ podvisor: [own], supervisord: [100] }, goals);
	t.match(compareResults(at(150), at(100)), [{ verdict: 'worse' }]);
	t.match(compareResults(at(150), at(300)), [{ verdict: 'better', factor: 2 }]);
});

t.test('what was nothing is worse only where its goal is missed', async (t) => {
	const at = (own: number, most: number) => fakeResults({ podvisor: [own] }, [{ figure: 'start', atMost: most }]);
	t.match(compareResults(at(0, 0), at(0, 0)), [{ verdict: 'same' }]);
	t.match(compareResults(at(0, 0), at(3, 0)), [{ verdict: 'worse' }]);
	t.match(compareResults(at(0, 5), at(3, 5)), [{ verdict: 'same' }]);
	t.match(compareResults(at(3, 0), at(0, 0)), [{ verdict: 'better' }]);
});

t.test('a figure that one of two runs lacks is not compared', async (t) => {
	const complete = fakeResults({ podvisor: [10], supervisord: [100] }, atMost);
	const without = fakeResults({ podvisor: [10] }, atMost);
	t.strictSame(compareResults(complete, without), []);
	t.strictSame(compareResults(without, complete), []);
});
