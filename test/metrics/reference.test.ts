import { readFileSync } from 'node:fs';
import t from 'tap';
import { METRIC_TABLE } from '../../src/interfaces/metrics/metric-table.ts';
import { renderMetricsReference } from '../../src/interfaces/metrics/render-metrics-reference.ts';

t.test('docs/METRICS.md is what the table of metrics says', async (t) => {
	const page = readFileSync(new URL('../../docs/METRICS.md', import.meta.url), 'utf8');
	t.equal(page, renderMetricsReference(), 'run `node scripts/generate-metrics-reference.ts` where it is not');
	t.notMatch(page, /\| {2}\|$/m, 'every label is explained');
});

t.test("names are as OpenMetrics' conventions have them", async (t) => {
	for (const [name, { type, help, labels }] of Object.entries(METRIC_TABLE)) {
		t.match(name, /^podvisor_[a-z][a-z_]*[a-z]$/, name);
		t.equal(name.endsWith('_total'), type === 'counter', `${name}: _total is of counters`);
		t.notMatch(name, /_(ms|milliseconds|kb|mb|percent|ratio|count|sum|bucket)(_|$)/, `${name} is in base units`);
		t.match(help, /^[^.\n].*\.$/, name);
		t.equal(new Set(labels).size, labels.length, name);
		for (const label of labels)
			t.notMatch(label, /^(le|quantile|job|instance|message|error|why)$/, `${name}: ${label}`);
	}
});
