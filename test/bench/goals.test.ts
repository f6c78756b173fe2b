import t from 'tap';
import type { Goal } from '../../bench/measure.ts';
import { compareResults } from '../../bench/report/compare-results.ts';
import { judgeGoal } from '../../bench/report/judge-goal.ts';
import { spread } from '../../bench/report/spread.ts';
import { fakeResults } from './fake-results.ts';

t.test('the median is the middle one, or between the two in the middle', async (t) => {
	t.strictSame(spread([5, 1, 3]), { median: 3, min: 1, max: 5 });
	t.strictSame(spread([10, 9, 100, 1]), { median: 9.5, min: 1, max: 100 });
	t.strictSame(spread([2]), { median: 2, min: 2, max: 2 });
	t.equal(spread([]), undefined);
	t.equal(spread([Number.NaN]), undefined);
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

t.test('what was not measured is neither met nor missed', async (t) => {
	const goal = { figure: 'start', than: 'runit', atMost: 1 };
	t.strictSame(judgeGoal(fakeResults({ podvisor: [1] }), goal), { goal, text: 'start ≤ 1 × runit' });
});

t.test('a comparison tells of ratios that became worse, and lets noise pass', async (t) => {
	const goals = [{ figure: 'start', than: 'supervisord', atMost: 1 }];
	const at = (own: number) => fakeResults({ podvisor: [own], supervisord: [100] }, goals);
	t.match(compareResults(at(10), at(12)), [{ before: 0.1, now: 0.12, worse: false }]);
	t.match(compareResults(at(10), at(13)), [{ before: 0.1, now: 0.13, worse: true }]);
	t.match(compareResults(at(10), at(5)), [{ worse: false }]);
	// The machine is twice as slow for all.
	t.match(compareResults(at(10), fakeResults({ podvisor: [20], supervisord: [200] }, goals)), [{ worse: false }]);
});

t.test('where more is better, less is worse', async (t) => {
	const goals = [{ figure: 'start', than: 'supervisord', atLeast: 1 }];
	const at = (own: number) => fakeResults({ podvisor: [own], supervisord: [100] }, goals);
	t.match(compareResults(at(150), at(100)), [{ worse: true }]);
	t.match(compareResults(at(150), at(300)), [{ worse: false }]);
});
