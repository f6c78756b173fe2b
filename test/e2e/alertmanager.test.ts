/** Debian's Alertmanager, told by the pod itself, without a Prometheus. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { answering, Receiver } from '../alerts/alerting.ts';
import { freePort } from './free-port.ts';
import { startPod } from './pod-under-test.ts';

/** As Alertmanager posts it to a webhook of its own. */
interface Notification {
	readonly alerts: readonly {
		readonly status: 'firing' | 'resolved';
		readonly labels: Readonly<Record<string, string>>;
		readonly annotations: Readonly<Record<string, string>>;
	}[];
}

interface Teardown {
	testdir(): string;
	teardown(callback: () => unknown): void;
}

/** Runs one that notifies the receiver of each alert at once; gives its address. It need not listen yet. */
async function startAlertmanager(t: Teardown, receiver: Receiver): Promise<string> {
	const dir = t.testdir();
	const port = await freePort();
	writeFileSync(
		join(dir, 'alertmanager.yml'),
		`route: {receiver: test, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
receivers: [{name: test, webhook_configs: [{url: '${receiver.url}', send_resolved: true}]}]
`,
	);
	const daemon = spawn(
		'prometheus-alertmanager',
		[
			`--config.file=${join(dir, 'alertmanager.yml')}`,
			`--storage.path=${join(dir, 'data')}`,
			`--web.listen-address=127.0.0.1:${port}`,
			'--cluster.listen-address=',
			'--log.level=error',
		],
		{ stdio: 'ignore' },
	);
	const gone = new Promise((resolve) => daemon.once('close', resolve));
	t.teardown(() => {
		daemon.kill('SIGKILL');
		return gone;
	});
	return `http://127.0.0.1:${port}`;
}

t.test('a crash loop arrives in a real Alertmanager, and is resolved after the recovery; so is FATAL', async (t) => {
	const receiver = new Receiver(answering(200));
	await receiver.listen(t);
	const url = await startAlertmanager(t, receiver);
	const script = '#!/bin/sh\n[ -e fixed ] && exec sleep 1000\necho "no database" >&2\nexit 3\n';
	const pod = startPod(t, {
		files: { script },
		conf: `
[alert:am]
type=alertmanager
url=${url}
events=PROCESS_STATE_BACKOFF, PROCESS_STATE_FATAL
[program:loops]
command=%(here)s/script
directory=%(here)s
; Longer than a start takes that fails.
startsecs=4
startretries=1000
restart_delay_max=1s
[program:gives-up]
command=%(here)s/script
directory=%(here)s
startsecs=4
startretries=1
`,
	});
	const seen = (): string[] =>
		receiver.received.flatMap(({ body }) =>
			(JSON.parse(body) as Notification).alerts.map(
				({ status, labels }) => `${labels['alertname']} ${labels['program']} ${labels['severity']} ${status}`,
			),
		);
	const hears = async (...wanted: readonly string[]): Promise<void> => {
		for (let count = 1; !wanted.every((each) => seen().includes(each)); count++) await receiver.requests(count);
	};
	await hears('PodvisorProcessStartFailed loops warning firing', 'PodvisorProcessFatal gives-up critical firing');
	const loops = receiver.received
		.flatMap(({ body }) => (JSON.parse(body) as Notification).alerts)
		.find(({ labels }) => labels['alertname'] === 'PodvisorProcessStartFailed' && labels['program'] === 'loops');
	t.match(loops?.annotations['summary'], /^loops did not start: exit status 3/);
	t.notOk(seen().some((each) => each.endsWith('resolved')));

	pod.write('fixed', '');
	await hears('PodvisorProcessStartFailed loops warning resolved');
	t.notOk(seen().includes('PodvisorProcessFatal gives-up critical resolved'));

	// A restart in place remembers what is firing there.
	pod.signal('SIGHUP');
	await hears(
		'PodvisorProcessFatal gives-up critical resolved',
		'PodvisorProcessStartFailed gives-up warning resolved',
	);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});
