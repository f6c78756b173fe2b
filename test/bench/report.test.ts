import { SaxesParser } from 'saxes';
import t from 'tap';
import { fillMarkers } from '../../bench/report/fill-markers.ts';
import { formatValue } from '../../bench/report/format-value.ts';
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
			'  met start ≤ 0.05 × supervisord: is 0.0500',
			'  NOT start ≤ 0.03 × supervisord: is 0.0500',
			'  ?   start ≤ 1 × runit: not measured',
			'  pm2: it cannot be installed',
			'',
		].join('\n'),
	);
	t.equal(
		markdownTable(results),
		'|  | Podvisor | supervisord |\n| --- | ---: | ---: |\n| first of "3", ms | 50.0 (40.0–60.0) | 1000 |\n',
	);
});

t.test('the plot is well-formed, with a bar for each peer that was measured, also for nothing', async (t) => {
	const text = svg(fakeResults({ podvisor: [0, 0], supervisord: [1000, 1200], pm2: [] }));
	const parser = new SaxesParser();
	const bars: string[] = [];
	let words = '';
	parser.on('error', (error) => t.fail(error.message));
	parser.on('opentag', ({ name, attributes }) => {
		if (name === 'rect') bars.push(attributes['width'] ?? '');
	});
	parser.on('text', (chunk) => {
		words += chunk;
	});
	parser.write(text).close();
	t.equal(bars.length, 3, 'the background and two bars');
	t.equal(bars[1], '1.0');
	t.match(words, /Start & <end>[\s\S]*first of "3", ms[\s\S]*1100 ms/);
	t.notMatch(text, /NaN|Infinity|undefined/);
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
