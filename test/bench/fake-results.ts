import type { Goal, Sample } from '../../bench/measure.ts';
import type { Results } from '../../bench/report/results.ts';

/** Results of one figure, 'start' in ms, by peer. */
export function fakeResults(values: Readonly<Record<string, readonly number[]>>, goals: readonly Goal[] = []): Results {
	const samples = Object.entries(values).map(([peer, starts]): [string, Sample[]] => [
		peer,
		starts.map((start) => ({ start })),
	]);
	return {
		measure: 'fake',
		title: 'Start & <end>',
		date: '2026-11-21T12:00:00.000Z',
		machine: { cores: 2 },
		versions: {},
		figures: [{ name: 'start', title: 'first of "3"', unit: 'ms' }],
		goals,
		samples: Object.fromEntries(samples),
		titles: { podvisor: 'Podvisor', supervisord: 'supervisord' },
		failures: {},
	};
}
