/** The alert rules and the dashboards ask for nothing that `/metrics` does not tell. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { METRIC_TABLE } from '../../src/interfaces/metrics/metric-table.ts';
import { readPromql } from './read-promql.ts';

const CONF = new URL('../../conf', import.meta.url).pathname;
const RULES = readFileSync(join(CONF, 'prometheus/podvisor.rules.yml'), 'utf8');
const DASHBOARDS = readdirSync(join(CONF, 'grafana')).filter((name) => name.endsWith('.json'));

/** Grafana's way to say: the one that was chosen. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana replaces it, not JavaScript
const DATASOURCE = '${datasource}';

/** Prometheus gives them to everything that it scrapes. */
const OF_THE_TARGET = ['job', 'instance'];

/** All labels that a series of this name has, or `undefined` where there is no such metric. */
function labelsOf(series: string): ReadonlySet<string> | undefined {
	if (series === 'up') return new Set(OF_THE_TARGET);
	const metric = METRIC_TABLE[series];
	if (metric !== undefined && metric.type !== 'histogram') return new Set([...OF_THE_TARGET, ...metric.labels]);
	const [, name = '', part] = /^(.*)_(bucket|sum|count)$/.exec(series) ?? [];
	const histogram = METRIC_TABLE[name];
	if (histogram?.type !== 'histogram') return undefined;
	return new Set([...OF_THE_TARGET, ...histogram.labels, ...(part === 'bucket' ? ['le'] : [])]);
}

/** What is wrong with an expression. */
function problems(expression: string, shown: readonly string[] = []): string[] {
	// Grafana's own variables stand for what PromQL has there.
	const { metrics, grouping } = readPromql(expression.replaceAll(/\$__\w+/g, '5m'));
	if (metrics.length === 0) return [`no metric in ${expression}`];
	return metrics.flatMap(({ name, labels }) => {
		const known = labelsOf(name);
		if (known === undefined) return [`no metric '${name}'`];
		return [...labels, ...grouping, ...shown]
			.filter((label) => !known.has(label))
			.map((label) => `'${name}' has no label '${label}'`);
	});
}

interface Rule {
	readonly alert: string;
	readonly expression: string;
	/** Of its annotations. */
	readonly shown: readonly string[];
}

/** As far as the rules file is written; that it is YAML and PromQL is promtool's to say. */
function readRules(): Rule[] {
	return RULES.split(/^ {6}- alert: /m)
		.slice(1)
		.map((text) => {
			const [, first = '', block = ''] = /^ {8}expr: (.*)\n((?: {10}.*\n)*)/m.exec(text) ?? [];
			return {
				alert: text.slice(0, text.indexOf('\n')),
				expression: first === '|' ? block : first,
				shown: [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label),
			};
		});
}

t.test('an expression is read as it is meant', async (t) => {
	t.strictSame(
		readPromql(
			'sum by (a, b) (rate(x_total{c=~"d{e}",f!="g"}[5m])) / on (a) group_left (h) y > bool 1e3 or time() - z offset 5m',
		),
		{
			metrics: [
				{ name: 'x_total', labels: ['c', 'f'] },
				{ name: 'y', labels: [] },
				{ name: 'z', labels: [] },
			],
			grouping: ['a', 'b', 'a', 'h'],
		},
	);
	t.strictSame(problems('podvisor_nothing'), ["no metric 'podvisor_nothing'"]);
	t.strictSame(problems('sum by (pool) (podvisor_pod_ready{colour="red"})'), [
		"'podvisor_pod_ready' has no label 'colour'",
		"'podvisor_pod_ready' has no label 'pool'",
	]);
	t.strictSame(problems('podvisor_process_probe_duration_seconds'), [
		"no metric 'podvisor_process_probe_duration_seconds'",
	]);
	t.strictSame(problems('podvisor_pod_ready', ['path']), ["'podvisor_pod_ready' has no label 'path'"]);
});

t.test('every alert rule asks for metrics and labels that there are', async (t) => {
	const rules = readRules();
	t.equal(rules.length, RULES.match(/^ *- alert:/gm)?.length);
	for (const { alert, expression, shown } of rules) t.strictSame(problems(expression, shown), [], alert);
});

t.test('every alert has its test', async (t) => {
	const tested = readFileSync(join(CONF, 'prometheus/podvisor.rules.test.yml'), 'utf8');
	// One that has no exp_alerts says only that it does not fire.
	const fired = new Set(
		[...tested.matchAll(/alertname: (\w+)\n +exp_alerts:\n +- exp_labels/g)].map(([, alertname]) => alertname),
	);
	for (const { alert } of readRules()) t.ok(fired.has(alert), alert);
});

interface Panel {
	readonly title: string;
	readonly type: string;
	readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
	readonly datasource: { readonly type: string; readonly uid: string };
	readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Dashboard {
	readonly title: string;
	readonly uid: string;
	readonly panels: readonly Panel[];
	readonly templating: {
		readonly list: readonly {
			readonly name: string;
			readonly type: string;
			readonly query: string | { query: string };
		}[];
	};
}

for (const name of DASHBOARDS) {
	const dashboard = JSON.parse(readFileSync(join(CONF, 'grafana', name), 'utf8')) as Dashboard;
	const variables = new Set(dashboard.templating.list.map((variable) => variable.name));

	t.test(`${name} asks for metrics and labels that there are`, async (t) => {
		for (const { title, targets } of dashboard.panels) {
			t.ok(targets.length > 0, title);
			for (const { expr, legendFormat } of targets) {
				const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
				t.strictSame(problems(expr, shown), [], `${title}: ${expr}`);
				for (const [, variable = ''] of expr.matchAll(/\$(?!__)(\w+)/g)) {
					t.ok(variables.has(variable), `${title}: $${variable}`);
				}
			}
		}
		for (const { name: variable, type, query } of dashboard.templating.list.filter((each) => each.type === 'query')) {
			const [, metric = '', label = ''] =
				/^label_values\((.*), (\w+)\)$/.exec(typeof query === 'string' ? query : query.query) ?? [];
			t.strictSame(problems(metric, [label]), [], `${type} variable ${variable}`);
		}
	});

	t.test(`${name} is a dashboard for any data source, whose panels lie side by side`, async (t) => {
		t.match(dashboard, { uid: name.replace('.json', ''), title: /^Podvisor: / });
		t.match(dashboard.templating.list[0], { name: 'datasource', type: 'datasource', query: 'prometheus' });
		const taken = new Set<string>();
		for (const { title, datasource, gridPos } of dashboard.panels) {
			t.strictSame(datasource, { type: 'prometheus', uid: DATASOURCE }, title);
			t.ok(gridPos.x + gridPos.w <= 24, title);
			for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
				for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
					t.notOk(taken.has(`${x} ${y}`), `${title} has its place alone`);
					taken.add(`${x} ${y}`);
				}
			}
		}
	});
}
