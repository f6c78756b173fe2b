import t from 'tap';
import type { AlertConfig } from '../../src/config/config.ts';
import { SECTION_TABLE } from '../../src/config/options/section-table.ts';
import { configOf, problemsOf, warningsOf } from './memory-config-source.ts';

const MAIN = '[supervisord]\n';
const PROGRAMS = `[program:web]\ncommand=x\nnumprocs=2\nprocess_name=web_%(process_num)d\n[program:api]\ncommand=x\n[group:back]\nprograms=api\n[program:none]\ncommand=x\nnumprocs=0\n`;

/** The options begin in line 3. */
const alert = (options: string): string => `${MAIN}[alert:ops]\n${options}\n`;

function alertOf(options: string): AlertConfig | undefined {
	return configOf(alert(options) + PROGRAMS).alerts[0];
}

t.test('an alert needs no more than a type', async (t) => {
	t.same(alertOf('type=file'), {
		name: 'ops',
		place: { file: '/etc/pod.conf', line: 2 },
		sink: { type: 'file', path: '/tmp/alerts.json', maxbytes: 10 * 1024 ** 2, backups: 3 },
		events: new Set(['PROCESS_STATE_EXITED', 'PROCESS_STATE_FATAL', 'HEALTH', 'MEMORY', 'DISK', 'POD']),
		programs: [],
		severity: 'warning',
		cooldownMs: 60_000,
		sendResolved: true,
		timeoutMs: 10_000,
	});
});

t.test('reads every kind of sink', async (t) => {
	const sinks: readonly (readonly [string, unknown])[] = [
		[
			'type=file\npath=%(here)s/a.json\nmaxbytes=0\nbackups=0',
			{ type: 'file', path: '/etc/a.json', maxbytes: 0, backups: 0 },
		],
		[
			'type=webhook\nurl=https://h/x%%20y',
			{ type: 'webhook', url: { type: 'text', text: 'https://h/x%20y' }, secret: undefined },
		],
		[
			'type=webhook\nurl_file=/run/u\nsecret=s 1',
			{ type: 'webhook', url: { type: 'file', path: '/run/u' }, secret: { type: 'text', text: 's 1' } },
		],
		[
			'type=Webhook\nurl=http://h\nsecret_file=~/s',
			{ type: 'webhook', url: { type: 'text', text: 'http://h' }, secret: { type: 'file', path: '/home/ann/s' } },
		],
		['type=slack\nurl=https://hooks/T', { type: 'slack', url: { type: 'text', text: 'https://hooks/T' } }],
		['type=slack\nurl_file=/run/u', { type: 'slack', url: { type: 'file', path: '/run/u' } }],
		[
			'type=pagerduty\nrouting_key=k',
			{ type: 'pagerduty', url: 'https://events.pagerduty.com/v2/enqueue', routingKey: { type: 'text', text: 'k' } },
		],
		[
			'type=pagerduty\nurl=http://127.0.0.1:1/q\nrouting_key_file=/run/k',
			{ type: 'pagerduty', url: 'http://127.0.0.1:1/q', routingKey: { type: 'file', path: '/run/k' } },
		],
		['type=alertmanager\nurl=http://127.0.0.1:9093', { type: 'alertmanager', url: 'http://127.0.0.1:9093' }],
		[
			'type=command\ncommand=/bin/mail -s "a b" ops',
			{ type: 'command', command: '/bin/mail -s "a b" ops', argv: ['/bin/mail', '-s', 'a b', 'ops'] },
		],
	];
	for (const [options, sink] of sinks) t.same(alertOf(options)?.sink, sink, options);
});

t.test('reads what alerts are about', async (t) => {
	t.match(alertOf('type=file\nseverity=Critical\ncooldown=0\nsend_resolved=no\ntimeout=500ms'), {
		severity: 'critical',
		cooldownMs: 0,
		sendResolved: false,
		timeoutMs: 500,
	});
	t.same(alertOf('type=file\nevents=health, Disk,\n\tPOD')?.events, new Set(['HEALTH', 'DISK', 'POD']));
	t.equal(alertOf('type=file\nevents=PROCESS_STATE')?.events.size, 8);
	t.same(
		alertOf('type=file\nevents=PROCESS_STATE_FATAL,PROCESS_STATE_FATAL')?.events,
		new Set(['PROCESS_STATE_FATAL']),
	);
	const names = ['web', 'web:*', 'web:web_1', 'back', 'back:api', 'api', 'none'];
	t.same(alertOf(`type=file\nprograms=${names.join(', ')},web`)?.programs, names);
});

t.test('alerts come in the order of the file', async (t) => {
	const { alerts } = configOf(`${MAIN}[alert:b]\ntype=file\n[alert:a]\ntype=file\n`);
	t.same(
		alerts.map(({ name }) => name),
		['b', 'a'],
	);
});

/** The options, then everything that is said, without where it is. */
const REFUSALS: readonly (readonly [options: string, ...problems: string[]])[] = [
	['', 'type: is missing; write type=file, or another of file, webhook, slack, pagerduty, alertmanager, command'],
	['type=mail', 'type: "mail" is unknown here; write file, webhook, slack, pagerduty, alertmanager or command'],
	[
		'type=filee',
		'type: "filee" is unknown here; did you mean file? It takes file, webhook, slack, pagerduty, alertmanager or command',
	],
	['type=webhook', 'url: is missing; write url=…, or url_file=/run/secrets/name'],
	['type=slack', 'url: is missing; write url=…, or url_file=/run/secrets/name'],
	['type=pagerduty', 'routing_key: is missing; write routing_key=…, or routing_key_file=/run/secrets/name'],
	['type=alertmanager', 'url: is missing; write the base of the Alertmanager: url=http://127.0.0.1:9093'],
	['type=command', 'command: is missing; write command=/path/of/program; it gets the alert on its stdin'],
	['type=command\ncommand=', 'command: is empty; write command=/path/of/program and its arguments'],
	[
		'type=command\ncommand=a "b',
		'command: cannot be split (no closing quotation); write command=/path/of/program and its arguments',
	],
	[
		'type=file\nurl=http://h\ncommand=x',
		'url: is no option of type=file; remove it; type=file has path, maxbytes, backups',
		'command: is no option of type=file; remove it; type=file has path, maxbytes, backups',
	],
	[
		'type=alertmanager\nurl=http://h\nsecret=hunter2',
		'secret: is no option of type=alertmanager; remove it; type=alertmanager has url',
	],
	['type=webhook\nurl=http://h\nurl_file=/x', 'url_file: stands beside url; write only one of the two'],
	[
		'type=webhook\nurl=http://h\nsecret=hunter2\nsecret_file=/x',
		'secret_file: stands beside secret; write only one of the two',
	],
	['type=file\nmaxbytes=-1', 'maxbytes: "-1" is less than 0; write 0 or more, with KB, MB or GB if you like: 50MB'],
	['type=file\nbackups=-1', 'backups: "-1" is not between 0 and 1000; write a whole number from 0 to 1000'],
	['type=file\nevents=HEALTHY', 'events: "HEALTHY" has "HEALTHY", which no alert is about; did you mean HEALTH?'],
	['type=file\nevents=', 'events: "" names no event; remove the option, and there are alerts about all that is bad'],
	['type=file\nprograms=wep', 'programs: "wep" is no program, group or process; did you mean web?'],
	[
		'type=file\nprograms=web:web_7,quite_another',
		'programs: "web:web_7" is no program, group or process; did you mean web:web_0?',
		'programs: "quite_another" is no program, group or process; known are web, api, none, back, back:*, none:*, web:*, back:api, web:web_0, web:web_1',
	],
	[
		'type=file\nseverity=warn',
		'severity: "warn" is unknown here; did you mean warning? It takes info, warning or critical',
	],
	['type=file\ntimeout=0', 'timeout: "0" is not between 1ms and 1h; write a duration from 1ms to 1h'],
	['type=file\ncooldown=169h', 'cooldown: "169h" is not between 0s and 168h; write a duration from 0s to 168h'],
];

for (const [options, ...problems] of REFUSALS) {
	t.test(`refuses ${options.replaceAll('\n', ' ') || 'an alert without a type'}, and says why`, async (t) => {
		t.same(
			problemsOf(alert(options) + PROGRAMS).map((line) => line.replace(/^pod\.conf:\d+: alert:ops: /, '')),
			problems,
		);
	});
}

t.test('refuses an alert without a good name', async (t) => {
	t.same(problemsOf(`${MAIN}[alert:]\ntype=file\n[alert:a b]\ntype=file\n`), [
		'pod.conf:2: alert:: has no name; write [alert:NAME]',
		'pod.conf:4: alert:a b: "a b" has a " " in a name; use neither spaces nor colons nor slashes in it',
	]);
});

t.test('what [DEFAULT] has is for other sections', async (t) => {
	t.same(problemsOf(`[DEFAULT]\ncommand=x\n${alert('type=file')}`), []);
});

t.test('no problem shows a secret', async (t) => {
	const secrets = ['hunter2', 'http:hunter2', 'https://hunter2 @h', 'http://h/#hunter2', '%(hunter2)s', 'hunter2%'];
	const options = ['url', 'url_file', 'secret_file', 'routing_key_file', 'secret', 'routing_key'];
	for (const type of ['webhook', 'slack', 'pagerduty', 'alertmanager']) {
		for (const option of options) {
			for (const secret of secrets) {
				const said = problemsOf(alert(`type=${type}\n${option}=${secret}`)).join('\n');
				t.notMatch(said, /hunter2/, `${type} ${option}=${secret}`);
			}
		}
	}
	t.same(problemsOf(alert('type=slack\nurl=hooks.slack.com/hunter2')), [
		'pod.conf:4: alert:ops: url: the value is no http:// or https:// address; write all of it, with a host: https://example.org/hook',
	]);
	t.same(problemsOf(alert('type=slack\nurl_file=https://hooks.slack.com/hunter2')), [
		'pod.conf:4: alert:ops: url_file: the value is no absolute path; write the path of a file that holds it: /run/secrets/name',
	]);
	t.same(problemsOf(alert('type=pagerduty\nrouting_key=')), [
		'pod.conf:4: alert:ops: routing_key: the value is empty; write it, or remove the option',
	]);
});

t.test('warns of a file in a folder that does not exist', async (t) => {
	t.same(warningsOf(alert('type=file\npath=/nowhere/alerts.json')), [
		'pod.conf:4: alert:ops: path: "/nowhere/alerts.json" lies in a directory that does not exist; create /nowhere, or write another path',
	]);
});

t.test("all of these sections' options are marked as Podvisor's own", async (t) => {
	for (const name of ['probe_server', 'memory_watcher', 'disk_watcher', 'alert:']) {
		const table = SECTION_TABLE.find((section) => section.name === name);
		t.ok(table?.options.length, name);
		for (const option of table?.options ?? []) t.ok(option.podvisor, `${name} ${option.name}`);
	}
});
