import t from 'tap';
import { AlertGate } from '../../src/alerts/alert-gate.ts';
import { type AlertingObservation, AlertRules } from '../../src/alerts/alert-rules.ts';
import { type Finding, findingKey } from '../../src/alerts/finding.ts';
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

const RECOVERED: readonly string[] = ['exit', 'start', 'fatal', 'unhealthy', 'unready'].map(
	(kind) => `${kind} resolved`,
);
/** Up again, it takes no more than it may. */
const IS_UP: readonly string[] = [...RECOVERED, 'memory resolved'];

type Seen<Type extends AlertingObservation['type']> = Extract<AlertingObservation, { readonly type: Type }>;

function unhealthy(cause: Seen<'unhealthy'>['cause'], pid = 100): AlertingObservation {
	return { ...NOW, type: 'unhealthy', process: WEB, pid, cause, reason: 'no answer' };
}

function probed(isOk: boolean, kind: Seen<'probe'>['result']['kind'] = 'liveness'): AlertingObservation {
	return { ...NOW, type: 'probe', process: WEB, result: { kind, isOk, latencyMs: 1, message: '', wallMs: 0 } };
}

function memory(level: Seen<'memory'>['level'], reason = `is ${level}`): AlertingObservation {
	return { ...NOW, type: 'memory', process: WEB, level, usedBytes: 97, limitBytes: 80, reason };
}

/** What a gate tells of it, as `HEALTH firing: web …`, in the order in which it is told. */
function told(rules: AlertRules, observations: readonly AlertingObservation[], cooldownMs = 60_000): string[] {
	const gate = new AlertGate({ cooldownMs, takeOver: undefined });
	const decisions = observations.flatMap((observation) => rules.see(observation).map((each) => gate.take(each, 0)));
	return decisions.flatMap((decision) =>
		decision === undefined || decision.finding.kind === 'state'
			? []
			: [`${decision.finding.kind} ${decision.status}: ${decision.finding.summary}`],
	);
}

/** Stopped for ill health, and started again with the next pid; without its becoming ready. */
function restart(kind: 'unhealthy' | 'memory', pid = 100): readonly AlertingObservation[] {
	return [
		stateSeen('STOPPING', { from: 'RUNNING', pid }),
		happened({ kind, pid, reason: 'no answer' }),
		stateSeen('BACKOFF', { from: 'STOPPING', pid, expected: false }),
		stateSeen('STARTING', { pid: pid + 1 }),
		stateSeen('RUNNING', { pid: pid + 1 }),
	];
}

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
		['memory', 'critical', ['MEMORY'], 'web took too much memory: 210 MiB'],
	],
	[
		'a liveness that fails',
		unhealthy('liveness'),
		['unhealthy', 'warning', ['HEALTH'], 'web is unhealthy: its liveness probe failed: no answer'],
	],
	[
		'a startup that does not come to its end',
		unhealthy('startup'),
		['unhealthy', 'warning', ['HEALTH'], 'web is unhealthy: its startup probe did not succeed: no answer'],
	],
	[
		'a restart for memory',
		unhealthy('memory'),
		['memory', 'critical', ['MEMORY'], 'web took too much memory: no answer'],
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
		{ ...NOW, type: 'shutdown', intent: 'exit', reason: "critical process 'web' exited: exit status 3", culprit: WEB },
		['pod', 'critical', ['POD'], "the pod ends: critical process 'web' exited: exit status 3"],
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
	t.strictSame(kinds(rules.see(stateSeen('RUNNING'))), ['state momentary', ...IS_UP]);
	rules.see(stateSeen('EXITED', { expected: false }));
	rules.see(stateSeen('STARTING'));
	t.strictSame(kinds(rules.see(stateSeen('RUNNING'))), ['state momentary']);
	t.strictSame(kinds(rules.see(ready())), IS_UP);
});

t.test('a readiness that comes back is a recovery', async (t) => {
	const rules = new AlertRules();
	rules.see(stateSeen('RUNNING'));
	rules.see(ready());
	t.strictSame(kinds(rules.see({ ...NOW, type: 'unready', process: WEB, pid: 100, reason: 'HTTP 503' })), [
		'unready firing',
	]);
	t.strictSame(kinds(rules.see(ready())), IS_UP);
});

t.test('a readiness that was lost and comes back is told as such, for the program was never down', async (t) => {
	const lost: AlertingObservation = { ...NOW, type: 'unready', process: WEB, pid: 100, reason: 'HTTP 503' };
	t.strictSame(told(new AlertRules(), [stateSeen('RUNNING'), ready(), lost, ready()]), [
		'unready firing: web is not ready: HTTP 503',
		'unready resolved: web is ready again',
	]);
});

t.test('ill health is told when it is found, and the incident after the stop is no second alert', async (t) => {
	for (const cause of ['liveness', 'memory'] as const) {
		const kind = cause === 'memory' ? 'memory' : 'unhealthy';
		const rules = new AlertRules();
		const [found] = rules.see(unhealthy(cause));
		t.strictSame(kinds(rules.see(happened({ kind }))), [], `${cause}: no matter how long the stop takes`);
		const [incidentFound] = new AlertRules().see(happened({ kind }));
		t.equal(found && findingKey(found), incidentFound && findingKey(incidentFound), 'they have one fingerprint');
		t.equal(incidentFound?.status, 'firing', 'who did not see it before tells it then');
		t.strictSame(kinds(rules.see(happened({ kind, pid: 101 }))), [`${kind} firing`], 'another life, another one');
	}
	const rules = new AlertRules();
	rules.see(unhealthy('liveness'));
	const [oom] = rules.see(happened({ kind: 'unhealthy', oomKilled: 'yes' }));
	t.match(oom, { severity: 'critical', events: ['HEALTH', 'MEMORY'] }, 'the OOM killer is news');
});

t.test(
	'where there is a liveness probe ill health is over when that succeeds, not when the program is up',
	async (t) => {
		const rules = new AlertRules();
		rules.expect('web:web', true);
		const never = [0, 1, 2].flatMap((life) => [
			ready(100 + life),
			probed(false),
			probed(true, 'readiness'),
			unhealthy('liveness', 100 + life),
			...restart('unhealthy', 100 + life),
		]);
		const gate = told(rules, [stateSeen('RUNNING'), ...never, ready(103)]);
		t.strictSame(
			gate,
			['unhealthy firing: web is unhealthy: its liveness probe failed: no answer'],
			'once, without an end',
		);
		t.strictSame(kinds(rules.see(probed(false))), []);
		t.strictSame(kinds(rules.see(probed(true))), ['fatal resolved', 'unhealthy resolved']);
		t.strictSame(kinds(rules.see(probed(true))), [], 'once');
	},
);

t.test('a liveness that succeeds before the program is ready ends nothing before', async (t) => {
	const rules = new AlertRules();
	rules.expect('web:web', true);
	rules.see(stateSeen('STARTING'));
	t.strictSame(kinds(rules.see(probed(true))), []);
	t.strictSame(kinds(rules.see(stateSeen('RUNNING'))), ['state momentary']);
	t.strictSame(kinds(rules.see(ready())), IS_UP);
	rules.expect('web:web', false);
	rules.see(stateSeen('STARTING', { pid: 101 }));
	rules.see(stateSeen('RUNNING', { pid: 101 }));
	t.strictSame(kinds(rules.see(ready(101))), IS_UP, 'without a liveness probe it is over when it is up');
});

t.test('of a program that is not configured any more nothing is remembered, should it come again', async (t) => {
	const rules = new AlertRules();
	const becomesReady = () => {
		rules.see(stateSeen('RUNNING', { from: 'STARTING', pid: 100 }));
		return kinds(rules.see(ready()));
	};
	rules.expect('web:web', true);
	rules.see(memory('critical'));
	rules.keepOnly(new Set(['web:web']));
	t.strictSame(
		becomesReady(),
		RECOVERED.filter((each) => !/fatal|unhealthy/.test(each)),
		'neither liveness nor memory',
	);
	rules.keepOnly(new Set());
	t.strictSame(becomesReady(), IS_UP);
});

t.test('a restart for memory is one trouble with one end, whenever the memory is looked at', async (t) => {
	const [stopping, incidentSeen, backoff, starting, running] = restart('memory') as Required<AlertingObservation>[];
	const gone = memory('ok', 'does not run any more');
	const before = [stateSeen('RUNNING'), ready(), memory('critical', 'takes 97 MiB'), unhealthy('memory')];
	const end = 'memory resolved: web is up again';
	for (const [when, rest, over] of [
		['while it is down', [stopping, incidentSeen, backoff, gone, starting, running, ready(101)], end],
		['while it stops', [stopping, gone, incidentSeen, backoff, starting, running, ready(101)], end],
		['while it starts', [stopping, incidentSeen, backoff, starting, gone, running, ready(101)], end],
		[
			'when it is up',
			[stopping, incidentSeen, backoff, starting, running, ready(101), memory('ok', 'takes 5 MiB again')],
			'memory resolved: web takes 5 MiB again',
		],
	] as const) {
		const all = [...before, ...rest] as readonly AlertingObservation[];
		t.strictSame(told(new AlertRules(), all), ['memory firing: web takes 97 MiB', over], when);
	}
});

t.test('what is given up for its memory takes none any more', async (t) => {
	const rules = new AlertRules();
	rules.see(unhealthy('memory'));
	t.strictSame(kinds(rules.see(stateSeen('BACKOFF', { from: 'STOPPING', expected: false }))), []);
	t.strictSame(kinds(rules.see(stateSeen('FATAL', { expected: false }))), ['memory resolved']);
});

t.test('an incident that is told when the next one is up already is over at once', async (t) => {
	const rules = new AlertRules();
	rules.see(stateSeen('RUNNING', { pid: 101 }));
	rules.see(ready(101));
	t.strictSame(kinds(rules.see(happened({ pid: 100 }))), ['exit firing', ...IS_UP]);
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
