/** A real Prometheus scrapes a real pod, and what its shipped rules find arrives at a real Alertmanager. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { freePort } from './free-port.ts';
import { startPod } from './pod-under-test.ts';
import { askJson, startAlertmanager, startPrometheus, untilSeen } from './real-prometheus.ts';

interface FoundAlert {
	readonly labels: Readonly<Record<string, string>>;
	readonly state: string;
}

t.test('a crash loop fires in Prometheus, arrives at the Alertmanager, and is over when it is', async (t) => {
	const port = await freePort();
	const prometheusPort = await freePort(port);
	const alertmanagerPort = await freePort(prometheusPort);
	const dir = mkdtempSync(join(tmpdir(), 'podvisor-prometheus-'));
	chmodSync(dir, 0o755);
	t.teardown(() => rmSync(dir, { recursive: true, force: true }));
	const alertmanager = startAlertmanager(t, dir, alertmanagerPort);
	const prometheus = startPrometheus(t, dir, { port: prometheusPort, pod: port, alertmanager: alertmanagerPort });
	const pod = startPod(t, {
		pid1: false,
		conf: `
[probe_server]
listen=127.0.0.1:${port}
[program:shaky]
command=%(here)s/shaky
autorestart=true
startsecs=0
[program:given-up]
command=%(here)s/shaky
startretries=0
startsecs=3600
[program:steady]
command=sleep 10000
`,
		files: { shaky: '#!/bin/sh\n[ -e "$(dirname "$0")/mended" ] || exit 3\nexec sleep 10000\n' },
	});

	const firing = async (): Promise<FoundAlert[]> => {
		const { data } = await askJson<{ data: { alerts: FoundAlert[] } }>(prometheus, '/api/v1/alerts');
		return data.alerts.filter(({ state }) => state === 'firing');
	};
	const arrived = (): Promise<FoundAlert[]> => askJson<FoundAlert[]>(alertmanager, '/api/v2/alerts');
	const find = (alerts: readonly FoundAlert[], alertname: string, program: string): FoundAlert | undefined =>
		alerts.find(({ labels }) => labels['alertname'] === alertname && labels['program'] === program);
	const EXPECTED = [
		['PodvisorRestartLoop', 'shaky'],
		['PodvisorProgramFatal', 'given-up'],
	] as const;

	for (const [alertname, program] of EXPECTED) {
		const fired = await untilSeen(`${alertname} in Prometheus`, async () => find(await firing(), alertname, program));
		t.match(fired.labels, { job: 'podvisor', instance: `127.0.0.1:${port}`, group: program, process: program });
		await untilSeen(`${alertname} at the Alertmanager`, async () => find(await arrived(), alertname, program));
	}
	for (const alerts of [await firing(), await arrived()]) {
		t.notOk(
			alerts.some(({ labels }) => labels['program'] === 'steady'),
			'nothing is told of who is well',
		);
	}

	const { data: targets } = await askJson<{ data: { activeTargets: { health: string; lastError: string }[] } }>(
		prometheus,
		'/api/v1/targets',
	);
	t.equal(targets.activeTargets.length, 1);
	const { data: rules } = await askJson<{
		data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
	}>(prometheus, '/api/v1/rules');
	const evaluated = rules.groups.flatMap((group) => group.rules).filter(({ health }) => health !== 'unknown');
	t.ok(evaluated.length > 0);
	for (const { name, lastError } of evaluated) t.equal(lastError, undefined, name);

	pod.write('mended', '');
	pod.signal('SIGHUP');
	for (const [alertname, program] of EXPECTED) {
		await untilSeen(`the end of ${alertname} in Prometheus`, async () =>
			find(await firing(), alertname, program) === undefined ? true : undefined,
		);
		await untilSeen(`the end of ${alertname} at the Alertmanager`, async () =>
			find(await arrived(), alertname, program) === undefined ? true : undefined,
		);
	}
	// Where a scrape failed, nothing is known until the next.
	await untilSeen('that it runs since it was mended', async () => {
		const { data } = await askJson<{ data: { result: { metric: Record<string, string> }[] } }>(
			prometheus,
			`/api/v1/query?query=${encodeURIComponent('podvisor_process_state{state="RUNNING",program="shaky"} == 1')}`,
		);
		return data.result.length === 1 ? true : undefined;
	});
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});
