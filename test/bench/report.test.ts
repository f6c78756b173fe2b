import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import t, { type Test } from 'tap';
import { fillMarkers } from '../../bench/report/fill-markers.ts';
import { formatValue } from '../../bench/report/format-value.ts';
import { goalTable } from '../../bench/report/goal-table.ts';
import { keepResults, keptResults } from '../../bench/report/kept-results.ts';
import { summaryPlot, summaryTable } from '../../bench/report/summary.ts';
import { svg } from '../../bench/report/svg.ts';
import { markdownTable, table } from '../../bench/report/table.ts';
import { fakeResults } from './fake-results.ts';

t.test('a value has three digits that say something', async (t) => {
	const cases: [number, string][] = [
		[0, '0'],
		[1165.4, '1165'],
		[34.25, '34.3'],
		[0.6123, '0.612'],
		[0.00251, '0.0025'],
		[Number.NaN, '–'],
	];
	for (const [value, text] of cases) t.equal(formatValue(value), text);
});

t.test('the table has a line a figure, a column a peer, the goals and the failures', async (t) => {
	const goals = [
		{ figure: 'start', than: 'supervisord', atMost: 0.05 },
		{ figure: 'start', than: 'supervisord', atMost: 0.03 },
		{ figure: 'start', than: 'runit', atMost: 1 },
	];
	const results = fakeResults({ podvisor: [40, 50, 60], supervisord: [1000], pm2: [] }, goals);
	t.equal(
		table({ ...results, failures: { pm2: 'it cannot be installed' } }),
		[
			'Start & <end>',
			`  ${' '.repeat(16)}          Podvisor  supervisord`,
			'  first of "3", ms  50.0 (40.0–60.0)         1000',
			'  met first of "3" ≤ 0.05 × supervisord: is 0.0500',
			'  NOT first of "3" ≤ 0.03 × supervisord: is 0.0500',
			'  ?   first of "3" ≤ 1 × runit: not measured',
			'  pm2: it cannot be installed',
			'',
		].join('\n'),
	);
	t.equal(
		markdownTable(results),
		'|  | Podvisor | supervisord |\n| --- | ---: | ---: |\n| first of "3", ms | 50.0 (40.0–60.0) | 1000 |\n',
	);
});

/** The classes and widths of the bars, and all words; fails where it is no XML. */
function look(t: Test, text: string): { readonly bars: [string, number][]; readonly words: string } {
	const parser = new SaxesParser();
	const bars: [string, number][] = [];
	let words = '';
	parser.on('error', (error) => t.fail(error.message));
	parser.on('opentag', ({ name, attributes }) => {
		if (name === 'rect' && attributes['class']) bars.push([attributes['class'], Number(attributes['width'])]);
	});
	parser.on('text', (chunk) => {
		words += chunk;
	});
	parser.write(text).close();
	t.notMatch(text, /NaN|Infinity|undefined/);
	return { bars, words };
}

t.test('the plot is well-formed, with a bar for each peer that was measured, also for nothing', async (t) => {
	const { bars, words } = look(t, svg(fakeResults({ podvisor: [0, 0], supervisord: [1000, 1200], pm2: [] })));
	t.match(bars, [
		['own', 1],
		['peer', Number],
	]);
	t.match(words, /Start & <end>[\s\S]*first of "3", ms[\s\S]*1100/);
});

t.test('floors come last, and what spans decades is drawn on a logarithmic scale', async (t) => {
	const { bars, words } = look(t, svg(fakeResults({ 'bare-node': [1], podvisor: [10], supervisord: [1000] })));
	t.strictSame(
		bars.map(([kind]) => kind),
		['own', 'peer', 'floor'],
	);
	t.match(words, /less is better, logarithmic/);
	const [own = 0, peer = 0, floor = 0] = bars.map(([, width]) => width);
	// Equal factors are equal lengths: 10 is 10 × the floor, and the peer 100 × Podvisor.
	t.ok(Math.abs((peer - own) / (own - floor) - 2) < 0.01, `${floor}, ${own}, ${peer}`);
});

t.test('what is alike is drawn on a linear scale', async (t) => {
	const { bars, words } = look(t, svg(fakeResults({ podvisor: [100], supervisord: [200] })));
	t.notMatch(words, /logarithmic/);
	t.equal((bars[1]?.[1] ?? 0) / (bars[0]?.[1] ?? 1), 2);
});

t.test('the strictest goal of a figure is a line in its panel', async (t) => {
	const goals = [
		{ figure: 'start', than: 'supervisord', atMost: 0.05 },
		{ figure: 'start', atMost: 40 },
		{ figure: 'start', than: 'runit', atMost: 1 },
	];
	const { words } = look(t, svg(fakeResults({ podvisor: [50], supervisord: [1000] }, goals)));
	t.match(words, /goal ≤ 40.0 ms/);
	t.notMatch(look(t, svg(fakeResults({ podvisor: [50] }))).words, /goal ≤/);
});

t.test('the table of goals tells of both kept runs, and a goal is met only where both say so', async (t) => {
	const goals = [
		{ figure: 'start', than: 'supervisord', atMost: 0.05 },
		{ figure: 'start', than: 'supervisord', atMost: 0.06 },
		{ figure: 'start', than: 'runit', atMost: 1 },
	];
	const run = (own: number) => fakeResults({ podvisor: [own], supervisord: [1000] }, goals);
	t.equal(
		goalTable([{ before: run(55), newest: run(50) }]),
		[
			'| measure | goal | first run | second run | met |',
			'| --- | --- | ---: | ---: | --- |',
			'| Start & <end> | first of "3" ≤ 0.05 × supervisord | 0.0550 | 0.0500 | **once** |',
			'| Start & <end> | first of "3" ≤ 0.06 × supervisord | 0.0550 | 0.0500 | yes |',
			'| Start & <end> | first of "3" ≤ 1 × runit | – | – | – |',
			'',
		].join('\n'),
	);
	t.match(goalTable([{ newest: run(55) }]), '| – | 0.0550 | **no** |');
});

t.test('the summary has the rows whose measures have results', async (t) => {
	const results = fakeResults({ podvisor: [4], supervisord: [1000], tini: [1] });
	const respawn = {
		...results,
		figures: [{ name: 'respawn', title: 'x', unit: 'ms' }],
		samples: { podvisor: [{ respawn: 4 }], supervisord: [{ respawn: 1000 }], tini: [{ respawn: 1 }] },
	};
	const kept = new Map([['respawn', respawn]]);
	t.equal(
		summaryTable(kept),
		'|  | Podvisor | supervisord |\n| --- | ---: | ---: |\n| crash to next start, ms | **4.00** | 1000 |\n',
	);
	t.match(look(t, summaryPlot(kept)).bars.length, 2);
});

t.test('what was kept is that before once a newer run is kept', async (t) => {
	const folder = t.testdir({});
	const [first, second, third] = [1, 2, 3].map((value) => fakeResults({ podvisor: [value] }));
	for (const results of [first, second, third]) if (results !== undefined) keepResults(results, folder);
	t.strictSame(keptResults(folder), new Map([['fake', { newest: third, before: second }]]));
	t.match(readFileSync(join(folder, 'fake.svg'), 'utf8'), /<svg/);
});

t.test('a document gets its figures between markers, and nothing else changes', async (t) => {
	const document = 'a\n<!-- bench:x -->\nold\n<!-- /bench -->\nb\n<!-- bench:y -->\nkept\n<!-- /bench -->\n';
	const filled = fillMarkers(document, new Map([['x', 'costs $1 and $&\n']]));
	t.equal(
		filled,
		document.replace('old\n', () => 'costs $1 and $&\n'),
	);
	t.equal(fillMarkers(filled, new Map([['x', 'old\n']])), document);
});
