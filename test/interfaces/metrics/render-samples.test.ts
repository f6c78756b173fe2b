import { spawnSync } from 'node:child_process';
import t from 'tap';
import { renderSamples } from '../../../src/interfaces/metrics/render-samples.ts';
import { Samples } from '../../../src/interfaces/metrics/samples.ts';

const SHARED = { program: 'a"b', group: 'c\\d', process: 'e\nf' };

function someSamples(): Samples {
	const samples = new Samples();
	samples.add('podvisor_pod_ready', true);
	samples.add('podvisor_pod_reloads_total', 3);
	samples.add('podvisor_pod_alive', undefined);
	samples.addOf(SHARED, 'podvisor_process_starts_total', 2);
	samples.addOf(SHARED, 'podvisor_process_exits_total', 1, { code: 'SIGKILL' });
	samples.addHistogram(SHARED, 'podvisor_process_probe_duration_seconds', {
		buckets: [
			[0.5, 1],
			[1, 2],
		],
		sum: 9.5,
		count: 3,
		labels: { kind: 'liveness' },
	});
	return samples;
}

t.test("Prometheus' text: labels are escaped, and promtool reads it", async (t) => {
	const { contentType, text } = await renderSamples(someSamples(), 'prometheus');
	t.equal(contentType, 'text/plain; version=0.0.4; charset=utf-8');
	const shared = 'program="a\\"b",group="c\\\\d",process="e\\nf"';
	t.match(text, '# TYPE podvisor_pod_reloads_total counter\npodvisor_pod_reloads_total 3\n');
	t.match(text, `podvisor_process_exits_total{code="SIGKILL",${shared}} 1\n`);
	t.match(text, `podvisor_process_probe_duration_seconds_bucket{kind="liveness",le="+Inf",${shared}} 3\n`);
	t.match(text, `podvisor_process_probe_duration_seconds_sum{kind="liveness",${shared}} 9.5\n`);
	t.notMatch(text, 'podvisor_pod_alive', 'what is not known is not told');
	const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
	t.equal(status, 0, stderr);
});

t.test('OpenMetrics: a counter is named without _total, its sample with it', async (t) => {
	const samples = someSamples();
	for (const _ of [1, 2]) {
		const { contentType, text } = await renderSamples(samples, 'openmetrics');
		t.equal(contentType, 'application/openmetrics-text; version=1.0.0; charset=utf-8');
		t.match(text, '# TYPE podvisor_pod_reloads counter\npodvisor_pod_reloads_total 3\n');
		t.match(text, /\n# EOF\n$/);
	}
	t.match(
		(await renderSamples(samples, 'prometheus')).text,
		'# TYPE podvisor_pod_reloads_total counter\n',
		'and not for ever',
	);
});

t.test('what is not in the table cannot be told', async (t) => {
	t.throws(() => new Samples().add('podvisor_surprise', 1), /'podvisor_surprise' is not in the table/);
});
