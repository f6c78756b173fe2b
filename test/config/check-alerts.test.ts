import t from 'tap';
import { AlertRules } from '../../src/alerts/alert-rules.ts';
import { findIncident } from '../../src/alerts/find-incident.ts';
import { GRAVEST } from '../../src/config/check/check-alert-events.ts';
import type { AlertEvent } from '../../src/config/config.ts';
import type { Incident } from '../../src/events/incident.ts';
import { PROCESS_STATES } from '../../src/process/process-state.ts';
import { adviceOn } from './memory-config-source.ts';

const MAIN = '[supervisord]\n';

/** The options begin in line 3. */
const alert = (options: string): string => `${MAIN}[alert:ops]\n${options}\n`;

/** Without what is Podvisor's own. */
function about(...parameters: Parameters<typeof adviceOn>): string[] {
	return adviceOn(...parameters).filter((line) => !line.includes("Podvisor's own"));
}

t.test('finds events that are never as grave as the alert wants them', async (t) => {
	t.same(about(alert('type=file\nevents=PROCESS_STATE_RUNNING')), [
		'pod.conf:4: alert:ops: events: severity=warning is above PROCESS_STATE_RUNNING: nothing is ever told; write severity=info',
	]);
	t.same(about(alert('type=file\nevents=HEALTH\nseverity=critical')), [
		'pod.conf:5: alert:ops: severity: severity=critical is above HEALTH: nothing is ever told, but for what the OOM killer ended; write severity=warning',
	]);
	t.same(about(alert('type=file\nevents=PROCESS_STATE_STOPPED, PROCESS_STATE_UNKNOWN, POD\nseverity=critical')), [
		'pod.conf:5: alert:ops: severity: severity=critical is above PROCESS_STATE_STOPPED, PROCESS_STATE_UNKNOWN: never told; write severity=info',
	]);
	for (const options of [
		'severity=critical',
		'events=PROCESS_STATE',
		'events=PROCESS_STATE,HEALTH',
		'events=PROCESS_STATE_RUNNING\nseverity=info',
		'events=PROCESS_STATE_EXITED,PROCESS_STATE_FATAL,MEMORY,POD\nseverity=critical',
		'events=PROCESS_STATE_BACKOFF,HEALTH',
	]) {
		t.same(about(alert(`type=file\n${options}`)), [], options);
	}
});

t.test('what is said of states is what the rules of alerts make of them', async (t) => {
	for (const to of PROCESS_STATES) {
		// Told as incidents.
		if (to === 'BACKOFF' || to === 'FATAL' || to === 'EXITED') continue;
		const process = { group: 'g', name: 'n', program: 'p' };
		const [found] = new AlertRules().see({
			type: 'state',
			process,
			from: 'STARTING',
			to,
			pid: 1,
			expected: true,
			wallMs: 0,
		} as unknown as Parameters<AlertRules['see']>[0]);
		t.equal(found?.severity, GRAVEST[`PROCESS_STATE_${to}` as AlertEvent], to);
	}
});

t.test('what is said of incidents is what the rules of alerts make of them', async (t) => {
	const kinds: readonly (readonly [Incident['kind'], Incident['oomKilled'], AlertEvent])[] = [
		['exit', 'yes', 'PROCESS_STATE_EXITED'],
		['start', 'no', 'PROCESS_STATE_BACKOFF'],
		['fatal', 'no', 'PROCESS_STATE_FATAL'],
		['unhealthy', 'no', 'HEALTH'],
		['memory', 'no', 'MEMORY'],
	];
	for (const [kind, oomKilled, event] of kinds) {
		const process = { group: 'g', name: 'n', program: 'p' };
		const rest = { id: 1, wallMs: 0, reason: 'x', pid: 1, restarts: 0, stdout: [], stderr: [], probes: [] };
		const found = findIncident({ ...rest, process, kind, oomKilled } as unknown as Incident);
		t.ok(found.events.includes(event), kind);
		t.equal(found.severity, GRAVEST[event], kind);
	}
});

t.test('finds DISK where no disk is watched', async (t) => {
	const events = alert('type=file\nevents=DISK,POD');
	t.same(about(events), [
		'pod.conf:4: alert:ops: events: has DISK, of which nothing is ever told without [disk_watcher]; add a section [disk_watcher]',
	]);
	t.same(about(`${events}[disk_watcher]\n`), []);
});

t.test('finds a file of alerts that something else rotates', async (t) => {
	t.same(about(`${MAIN}[alert:a]\ntype=file\n[alert:b]\ntype=file\npath=/tmp/../tmp/alerts.json\n`), [
		'pod.conf:6: alert:b: path: "/tmp/alerts.json" is also where [alert:a] goes, and each rotates it away from the other; give each a file',
	]);
	t.match(about(`${MAIN}[alert:a]\ntype=file\n[alert:b]\ntype=file\n`), [/^pod\.conf:4: alert:b: path: /]);
	t.match(about(`[supervisord]\nlogfile=/tmp/x\n[alert:a]\ntype=file\npath=/tmp/x\n`), [
		/^pod\.conf:5: alert:a: path: "\/tmp\/x" is also where the daemon's own log goes/,
	]);
	const web = `[program:web]\ncommand=x\nstderr_logfile=/tmp/x\n`;
	t.match(about(`${alert('type=file\npath=/tmp/x')}${web}`), [/path: .* is also where stderr of web:web goes/]);
	t.match(about(`${alert('type=file\npath=/etc/x')}${web.replace('/tmp/x', 'x')}`), [/path: .* is also where stderr/]);
	t.same(about(`${alert('type=file\npath=/dev/stderr')}[alert:b]\ntype=file\npath=/dev/stderr\n`), []);
	t.same(about(`${alert('type=file')}[alert:b]\ntype=file\npath=/tmp/b.json\n${web}`), []);
});

t.test('finds commands of probes and alerts that need a shell', async (t) => {
	const program = (lines: string): string => `${MAIN}[program:web]\ncommand=x\n${lines}\n`;
	t.same(about(program('readiness=exec:curl -f localhost | grep ok')), [
		`pod.conf:4: program:web: readiness: no shell runs it, and "|" is a mere argument; write exec:sh -c '…'`,
	]);
	t.same(about(program('health=exec:a && b')), [
		`pod.conf:4: program:web: health: no shell runs it, and "&&" is a mere argument; write exec:sh -c '…'`,
	]);
	t.same(about(alert('type=command\ncommand=cat > /tmp/alert')), [
		`pod.conf:4: alert:ops: command: no shell runs it, and ">" is a mere argument; write command=sh -c '…'`,
	]);
	for (const command of ['a || b', 'a; b', 'a 2>&1', 'a >/dev/null', 'a 2>/dev/null', 'a < b', 'a >> b', 'a &']) {
		t.match(about(program(`startup=exec:${command}`)), [/startup: no shell runs it/], command);
		t.match(about(alert(`type=command\ncommand=${command}`)), [/command: no shell runs it/], command);
	}
	for (const command of [
		`sh -c 'a | b > c && d; e'`,
		`grep "|" x`,
		'find x -exec y \\;',
		'curl http://h/?a=1&b=2',
		'jq .a>1',
		'a -x--> b',
	]) {
		t.same(about(program(`startup=exec:${command}`)), [], command);
	}
});

t.test('finds programs of probes and alerts that are not there', async (t) => {
	const files = { '/usr/bin/there': '' };
	const pod = (path: string): string =>
		`${alert(`type=command\ncommand=${path} -x`)}[program:web]\ncommand=/not/looked/for\nliveness=exec:${path} -y\n`;
	t.same(about(pod('/usr/bin/gone'), { files }), [
		'pod.conf:4: alert:ops: command: "/usr/bin/gone" does not exist here; install it, or write the path of a program that exists',
		'pod.conf:7: program:web: liveness: "/usr/bin/gone" does not exist here; install it, or write the path of a program that exists',
	]);
	t.same(about(pod('/usr/bin/there'), { files }), []);
	t.same(about(pod('gone'), { files }), [], 'what is looked for in PATH');
});

t.test("finds an Alertmanager's address that is not its base, and does not show it", async (t) => {
	for (const path of ['/api/v2/alerts', '/hunter2/api/v2/alerts/', '/api/v1/alerts?x=y']) {
		t.same(
			about(alert(`type=alertmanager\nurl=http://h:9093${path}`)),
			[
				'pod.conf:4: alert:ops: url: ends with the path of the API, which is added to it once more; write the base of the Alertmanager, as in url=http://127.0.0.1:9093',
			],
			path,
		);
	}
	for (const path of ['', '/', '/alertmanager', '/api/v2/alerts/below']) {
		t.same(about(alert(`type=alertmanager\nurl=http://h:9093${path}`)), [], path);
	}
	t.same(about(alert('type=webhook\nurl=http://h:9093/api/v2/alerts')), []);
});

t.test('finds files of secrets that do not exist, and does not show them', async (t) => {
	const sinks = [
		['type=webhook\nurl_file', 'url_file'],
		['type=slack\nurl_file', 'url_file'],
		['type=webhook\nsecret_file', 'secret_file'],
		['type=pagerduty\nrouting_key_file', 'routing_key_file'],
	] as const;
	for (const [options, key] of sinks) {
		const text = alert(`${options}=/run/hunter2\n${key === 'secret_file' ? 'url=http://h' : ''}`);
		t.same(
			about(text),
			[
				`pod.conf:4: alert:ops: ${key}: names a file that does not exist here, and without it nothing is sent; create it, or write another path`,
			],
			options,
		);
		t.same(about(text, { files: { '/run/hunter2': 'x' } }), [], options);
	}
});
