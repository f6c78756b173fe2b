import { METRIC_TABLE, type Metric } from './metric-table.ts';

/** What each label can be, for a person. */
const LABELS: Readonly<Record<string, string>> = {
	alert: 'the `x` of `[alert:x]`',
	code: 'an exit code from 0 to 255, or the name of a signal (`SIGKILL`)',
	group: "the process' group, as in `group:process`",
	kind: 'of a probe: `startup`, `readiness`, `liveness`; of an incident: `exit`, `start`, `fatal`, `unhealthy`, `memory`',
	node: "Node's version",
	path: 'a path that is watched: a folder of logs, or one of `[disk_watcher] paths`',
	pool: 'the `x` of `[eventlistener:x]`',
	process: "the process' own name, as in `group:process`",
	program: 'the `x` of `[program:x]`: one for all its processes (`numprocs`)',
	reason: '`crash`, `exit` (as expected), `retry` (of a failed start), `unhealthy`, `memory`, `operator`, `reload`',
	result: '`success` or `failure`',
	scope: '`cgroup`, or `host` where only the machine counts them',
	source: '`cgroup-v2`, `cgroup-v1`, or `host` where no cgroup limits the pod',
	state: "one of supervisord's: `STOPPED`, `STARTING`, `RUNNING`, `BACKOFF`, `STOPPING`, `EXITED`, `FATAL`, `UNKNOWN`",
	status: '`healthy`, `degraded`, `unhealthy`, `starting`, `stopping`',
	stream: '`stdout` or `stderr`',
	version: "Podvisor's version",
};

/** docs/METRICS.md. */
export function renderMetricsReference(): string {
	const used = new Set(Object.values(METRIC_TABLE).flatMap(({ labels }) => labels));
	const lines = [
		'# Metrics',
		'',
		'<!-- Written by scripts/generate-metrics-reference.ts from src/interfaces/metrics/metric-table.ts. Do not edit. -->',
		'',
		"What `/metrics` of `[probe_server]` tells, in Prometheus' text format or OpenMetrics, as the scraper asks. What is not known",
		'is left out: a metric of memory where nothing measures it, a histogram of probes where there are none. How to scrape it, the',
		'alert rules and the dashboards are in [OPERATIONS.md](OPERATIONS.md#prometheus-and-kubernetes-probes).',
		'',
		'| metric | type | labels | |',
		'| --- | --- | --- | --- |',
		...Object.entries(METRIC_TABLE).map(([name, metric]) => row(name, metric)),
		'',
		'## Labels',
		'',
		'All of them are bounded: by the configuration, or by what there is. No text of a program or an error is ever a label.',
		'',
		'| label | |',
		'| --- | --- |',
		...[...used].toSorted().map((label) => `| \`${label}\` | ${LABELS[label] ?? ''} |`),
		'',
	];
	return lines.join('\n');
}

function row(name: string, { type, help, labels }: Metric): string {
	return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(' ')} | ${help} |`;
}
