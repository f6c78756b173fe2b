/** What a pod that uses everything tells Prometheus. */
import { spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { METRIC_TABLE } from '../../src/interfaces/metrics/metric-table.ts';
import { askProbes } from './ask-probes.ts';
import { freePort } from './free-port.ts';
import { startPod } from './pod-under-test.ts';

const EVERYTHING = (port: number): string => `
[probe_server]
listen=127.0.0.1:${port}
[memory_watcher]
interval=1s
[disk_watcher]
paths=%(here)s
[alert:file]
type=file
path=%(here)s/alerts.json
[eventlistener:ear]
command=%(here)s/ear
events=PROCESS_STATE
stdout_logfile=NONE
[program:steady]
command=sh -c "echo words; exec sleep 10000"
health=exec:true
health_interval=1s
memory_warning=400MB
memory_limit=500MB
[program:shaky]
command=sh -c "echo '\\"quoted\\" \\\\\\\\'; exit 3"
autorestart=true
startsecs=0
[program:missing]
command=%(here)s/nothing-of-that-name
startretries=0
`;

const EAR = `#!/bin/sh
printf 'READY\\n'
exec sleep 10000
`;

/** A line of a sample: its name, its labels as written, its value. */
const SAMPLE = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/;

function samplesOf(page: string): { name: string; labels: string; value: number }[] {
	return page
		.split('\n')
		.filter((line) => line !== '' && !line.startsWith('#'))
		.map((line) => {
			const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
			return { name, labels, value: Number(value) };
		});
}

t.test(
	'every metric of the table is told by a pod that uses everything, with its labels, and promtool finds no fault',
	async (t) => {
		const port = await freePort();
		const pod = startPod(t, { conf: EVERYTHING(port), files: { ear: EAR }, pid1: false });
		await pod.line(/exited: shaky/);
		await pod.line(/gave up: missing/);
		const hasNoInodes = statfsSync(pod.dir).files === 0;
		const expected = Object.keys(METRIC_TABLE).filter((name) => !(hasNoInodes && name.includes('inodes')));
		const missing = (page: string): string[] => expected.filter((name) => !page.includes(`# TYPE ${name} `));

		// What is measured at times (probes, the event loop) comes after a while.
		let page = '';
		for (let tries = 0; tries < 600; tries++) {
			page = (await askProbes(port, '/metrics?pss')).body;
			if (missing(page).length === 0) break;
			await delay(100);
		}
		t.strictSame(missing(page), []);

		for (const { name, labels, value } of samplesOf(page)) {
			const metric = METRIC_TABLE[name] ?? METRIC_TABLE[name.replace(/_(bucket|sum|count)$/, '')];
			const names = [...labels.matchAll(/([a-z]+)="/g)].map(([, label]) => label).filter((label) => label !== 'le');
			t.strictSame(names.sort(), [...(metric?.labels ?? ['?'])].sort(), `${name}{${labels}}`);
			t.ok(Number.isFinite(value) && value >= 0, `${name} ${value}`);
		}

		const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: page, encoding: 'utf8' });
		t.equal(status, 0, stderr);
		t.equal(stdout + stderr, '', 'not even a remark');

		const value = (pattern: RegExp): number | undefined =>
			samplesOf(page).find(({ name, labels }) => pattern.test(`${name}{${labels}}`))?.value;
		t.equal(value(/^podvisor_process_state\{state="FATAL",program="missing"/), 1);
		t.equal(value(/^podvisor_process_state\{state="RUNNING",program="missing"/), 0);
		t.equal(value(/^podvisor_process_spawn_failures_total\{program="missing"/), 1);
		t.equal(
			value(/^podvisor_process_exits_total\{.*program="missing"/),
			undefined,
			'nothing ran that could have ended',
		);
		t.equal(value(/^podvisor_process_last_exit_code\{program="shaky"/), 3);
		t.equal(value(/^podvisor_process_log_bytes_total\{stream="stdout",program="steady"/), 'words\n'.length);
		t.equal(value(/^podvisor_process_memory_limit_bytes\{program="steady"/), 500 * 1024 * 1024);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
	},
);

t.test('the counters go on over a restart in place, and OpenMetrics ends as it must', async (t) => {
	const port = await freePort();
	const conf = `[probe_server]\nlisten=127.0.0.1:${port}\n[program:talks]\ncommand=sh -c "echo words; exec sleep 10000"\nstdout_logfile=%(here)s/talks.log\n`;
	const pod = startPod(t, { conf, pid1: false });
	await pod.until(() => pod.has('talks.log') && pod.read('talks.log') === 'words\n', 'its words');
	pod.signal('SIGHUP');
	await pod.until(() => pod.read('talks.log') === 'words\nwords\n', 'its words again');
	const { body, headers } = await askProbes(port, '/metrics', {
		headers: { accept: 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5' },
	});
	t.match(headers['content-type'], /^application\/openmetrics-text; version=1\.0\.0/);
	t.match(body, /\n# EOF\n$/);
	t.notMatch(body, /\n\n/, 'there are no empty lines in it');
	const labels = 'program="talks",group="talks",process="talks"';
	t.match(body, `\n# TYPE podvisor_process_starts counter\npodvisor_process_starts_total{${labels}} 2\n`);
	t.match(body, `\npodvisor_process_restarts_total{reason="reload",${labels}} 1\n`);
	t.match(body, `\npodvisor_process_log_bytes_total{stream="stdout",${labels}} 12\n`);
	t.match(body, '\npodvisor_pod_reloads_total 1\n');
	t.match(body, `\npodvisor_process_exits_total{code="SIGTERM",${labels}} 1\n`);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});
