import t from 'tap';
import { type AlertingObservation, AlertRules } from '../../src/alerts/alert-rules.ts';
import type { Finding } from '../../src/alerts/finding.ts';
import { isWanted } from '../../src/alerts/is-wanted.ts';
import type { AlertConfig } from '../../src/config/config.ts';
import type { Incident } from '../../src/events/incident.ts';
import { finding, incident, stateSeen, WEB, WORKER } from './findings.ts';

const NOW = { at: 0, wallMs: 0 } as const;

function happened(overrides: Partial<Incident> = {}): AlertingObservation {
	return { ...NOW, type: 'incident', incident: incident(overrides) };
}

function ready(pid = 100): AlertingObservation {
	return { ...NOW, type: 'ready', process: WEB, pid };
}

/** `exit firing`, of all that is found. */
function kinds(findings: readonly Finding[]): string[] {
	return findings.map(({ kind, status }) => `${kind} ${status}`);
}

const RECOVERED: readonly string[] = ['exit', 'start', 'fatal', 'unhealthy', 'memory-restart', 'unready'].map(
	(kind) => `${kind} resolved`,
);

for (const [what, observation, wanted] of [
	[
		'an unexpected exit',
		happened(),
		['exit', 'warning', ['PROCESS_STATE_EXITED'], 'web ended unexpectedly: exit status 3 after 12 s'],
	],
	[
		'an OOM kill',
		happened({ oomKilled: 'yes', reason: 'terminated by SIGKILL' }),
		[
			'exit',
			'critical',
			['PROCESS_STATE_EXITED', 'MEMORY'],
			'web ended unexpectedly: terminated by SIGKILL (OOM killed)',
		],
	],
	[
		'a failed start',
		happened({ kind: 'start', reason: 'exit status 1' }),
		['start', 'warning', ['PROCESS_STATE_BACKOFF'], 'web did not start: exit status 1'],
	],
	[
		'a FATAL',
		happened({ kind: 'fatal', reason: 'given up' }),
		['fatal', 'critical', ['PROCESS_STATE_FATAL'], 'web is FATAL: given up'],
	],
	[
		'a failed liveness',
		happened({ kind: 'unhealthy', reason: 'HTTP 500' }),
		['unhealthy', 'warning', ['HEALTH'], 'web was unhealthy: HTTP 500'],
	],
	[
		'too much memory',
		happened({ kind: 'memory', reason: '210 MiB' }),
		['memory-restart', 'critical', ['MEMORY'], 'web took too much memory: 210 MiB'],
	],
	[
		'a lost readiness',
		{ ...NOW, type: 'unready', process: WEB, pid: 1, reason: 'HTTP 503' },
		['unready', 'warning', ['HEALTH'], 'web is not ready: HTTP 503'],
	],
	[
		'a pod short of memory',
		{
			...NOW,
			type: 'memory',
			process: undefined,
			level: 'critical',
			usedBytes: 96,
			limitBytes: 100,
			reason: 'the pod uses 96 %',
		},
		['memory', 'critical', ['MEMORY'], 'the pod uses 96 %'],
	],
	[
		'a program above its warning',
		{ ...NOW, type: 'memory', process: WEB, level: 'warning', usedBytes: 96, limitBytes: 100, reason: 'uses much' },
		['memory', 'warning', ['MEMORY'], 'web uses much'],
	],
	[
		'a full disk',
		{
			...NOW,
			type: 'disk',
			path: '/var/log',
			resource: 'inodes',
			level: 'warning',
			usedShare: 0.91,
			reason: '/var/log has few inodes',
		},
		['disk', 'warning', ['DISK'], '/var/log has few inodes'],
	],
	[
		'the end of the pod',
		{ ...NOW, type: 'shutdown', intent: 'exit', reason: 'exited: exit status 3', culprit: WEB },
		['pod', 'critical', ['POD'], 'the pod ends because of critical process web: exited: exit status 3'],
	],
	['a state', stateSeen('STARTING'), ['state', 'info', ['PROCESS_STATE_STARTING'], 'web is STARTING']],
	[
		'an expected exit',
		stateSeen('STOPPED', { process: WORKER }),
		['state', 'info', ['PROCESS_STATE_STOPPED'], 'workers:worker_01 is STOPPED'],
	],
	['an unknown state', stateSeen('UNKNOWN'), ['state', 'warning', ['PROCESS_STATE_UNKNOWN'], 'web is UNKNOWN']],
] as const satisfies readonly (readonly [string, AlertingObservation, readonly unknown[]])[]) {
	t.test(`what is told of ${what}`, async (t) => {
		const [found] = new AlertRules().see(observation);
		t.strictSame([found?.kind, found?.severity, found?.events, found?.summary], wanted);
		t.match(found?.status, /^(firing|momentary)$/);
	});
}

t.test('unexpected ends are told as incidents, not as states as well', async (t) => {
	for (const to of ['BACKOFF', 'FATAL', 'EXITED'] as const) {
		const found = new AlertRules().see(stateSeen(to, { expected: false }));
		t.strictSame(kinds(found), ['memory resolved'], to);
	}
});

t.test('a process has recovered when it is RUNNING and ready, in whichever order', async (t) => {
	const rules = new AlertRules();
	rules.see(stateSeen('STARTING'));
	t.strictSame(kinds(rules.see(ready())), []);
	t.strictSame(kinds(rules.see(stateSeen('RUNNING'))), ['state momentary', ...RECOVERED]);
	rules.see(stateSeen('EXITED', { expected: false }));
	rules.see(stateSeen('STARTING'));
	t.strictSame(kinds(rules.see(stateSeen('RUNNING'))), ['state momentary']);
	t.strictSame(kinds(rules.see(ready())), RECOVERED);
});

t.test('a readiness that comes back is a recovery', async (t) => {
	const rules = new AlertRules();
	rules.see(stateSeen('RUNNING'));
	rules.see(ready());
	t.strictSame(kinds(rules.see({ ...NOW, type: 'unready', process: WEB, pid: 100, reason: 'HTTP 503' })), [
		'unready firing',
	]);
	t.strictSame(kinds(rules.see(ready())), RECOVERED);
});

t.test('an incident that is told when the next one is up already is over at once', async (t) => {
	const rules = new AlertRules();
	rules.see(stateSeen('RUNNING', { pid: 101 }));
	rules.see(ready(101));
	t.strictSame(kinds(rules.see(happened({ pid: 100 }))), ['exit firing', ...RECOVERED]);
	t.strictSame(kinds(rules.see(happened({ pid: 101 }))), ['exit firing']);
});

t.test('what somebody stopped troubles nobody; that all are stopped at the end is no recovery', async (t) => {
	const rules = new AlertRules();
	t.strictSame(kinds(rules.see(stateSeen('STOPPED'))), ['state momentary', 'memory resolved', ...RECOVERED]);
	rules.see({ ...NOW, type: 'shutdown', intent: 'exit', reason: 'SIGTERM', culprit: undefined });
	t.strictSame(kinds(rules.see(stateSeen('STOPPED'))), ['state momentary', 'memory resolved']);
});

t.test('FATAL is told with what the last failed start printed', async (t) => {
	const rules = new AlertRules();
	rules.see(happened({ kind: 'start', stderr: ['no such file: config.json'] }));
	const [fatal] = rules.see(happened({ kind: 'fatal', pid: 0, stdout: [], stderr: [], probes: [] }));
	t.strictSame(fatal?.details.stderr, ['no such file: config.json']);
	t.strictSame(fatal?.details.exit, { code: 3 });
});

t.test('levels of memory and disk are over when they are ok', async (t) => {
	const rules = new AlertRules();
	const ok = {
		...NOW,
		type: 'disk',
		path: '/',
		resource: 'space',
		level: 'ok',
		usedShare: 0.5,
		reason: 'fine',
	} as const;
	t.strictSame(kinds(rules.see(ok)), ['disk resolved']);
});

const ALL: Pick<AlertConfig, 'events' | 'programs' | 'severity'> = {
	events: new Set(['PROCESS_STATE_EXITED', 'MEMORY', 'POD']),
	programs: [],
	severity: 'warning',
};

t.test('a sink wants its events, its programs and its severity', async (t) => {
	t.ok(isWanted(ALL, finding()));
	t.notOk(isWanted(ALL, finding({ events: ['DISK'] })));
	t.ok(isWanted(ALL, finding({ events: ['PROCESS_STATE_FATAL', 'MEMORY'] })), 'one of its events is enough');
	t.notOk(isWanted(ALL, finding({ severity: 'info' })));
	t.notOk(isWanted({ ...ALL, severity: 'critical' }, finding()));
	t.ok(isWanted({ ...ALL, severity: 'critical' }, finding({ severity: 'critical' })));
	t.ok(
		isWanted({ ...ALL, severity: 'critical' }, finding({ status: 'resolved', severity: 'info', events: [] })),
		'ends',
	);
});

for (const [pattern, wanted] of [
	['worker', true],
	['workers', true],
	['workers:*', true],
	['workers:worker_01', true],
	['workers:worker_02', false],
	['worker_01', false],
	['web', false],
	['web:*', false],
] as const) {
	t.test(`programs=${pattern} ${wanted ? 'holds' : 'does not hold'} workers:worker_01`, async (t) => {
		t.equal(isWanted({ ...ALL, programs: [pattern] }, finding({ subject: WORKER })), wanted);
	});
}

t.test('what concerns the whole pod is told whatever the programs are', async (t) => {
	const some = { ...ALL, programs: ['worker'] };
	t.ok(isWanted(some, finding({ events: ['MEMORY'], subject: undefined })));
	t.ok(isWanted(some, finding({ kind: 'pod', events: ['POD'], subject: WEB })));
	t.notOk(isWanted(some, finding({ subject: WEB })));
});
