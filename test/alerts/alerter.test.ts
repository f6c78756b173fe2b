/** The whole way from what is seen to what is sent, on a virtual clock. */
import t from 'tap';
import type { Alert } from '../../src/alerts/alert.ts';
import type { AlertConfig } from '../../src/config/config.ts';
import { createFakeSystem, type FakeSystem } from '../../src/platform/fake/fake-system.ts';
import { podConfig, processConfig } from '../fixtures/configs.ts';
import { Alerting, alertConfig, textOf } from './alerting.ts';
import { WEB } from './findings.ts';
import { schemaErrors } from './schema-errors.ts';

const FILE = '/tmp/alerts.json';

function fileAlert(overrides: Partial<AlertConfig> = {}): AlertConfig {
	return alertConfig({ type: 'file', path: FILE, maxbytes: 0, backups: 0 }, overrides);
}

function webhook(overrides: Partial<AlertConfig> = {}): AlertConfig {
	return alertConfig({ type: 'webhook', url: textOf('https://example.org/hook'), secret: undefined }, overrides);
}

const ALERTMANAGER: AlertConfig = alertConfig({ type: 'alertmanager', url: 'http://am:9093/base/' });

function linesOf(system: FakeSystem): Alert[] {
	const text = system.files.content(FILE) ?? '';
	return text
		.split('\n')
		.slice(0, -1)
		.map((line) => {
			const [wrong] = schemaErrors(line);
			if (wrong !== undefined) throw new Error(wrong);
			return JSON.parse(line);
		});
}

interface Posted {
	readonly labels: Readonly<Record<string, string>>;
	readonly annotations: Readonly<Record<string, string>>;
	readonly startsAt: string;
	readonly endsAt: string;
}

function postedTo(system: FakeSystem): Posted[][] {
	return system.http.requests.map(({ body }) => JSON.parse(body ?? ''));
}

t.test('every kind of alert is a valid line', async (t) => {
	const system = createFakeSystem();
	const states = ['STARTING', 'RUNNING', 'BACKOFF', 'STOPPING', 'EXITED', 'STOPPED', 'FATAL', 'UNKNOWN'] as const;
	const events = new Set([
		...states.map((state) => `PROCESS_STATE_${state}` as const),
		'HEALTH',
		'MEMORY',
		'DISK',
		'POD',
	] as const);
	const pod = new Alerting(system, [fileAlert({ events, severity: 'info' })]);
	for (const kind of ['exit', 'start', 'fatal', 'unhealthy', 'memory'] as const) pod.crash({ kind });
	pod.crash({ exit: { type: 'signal', signal: 9, dumpedCore: false }, oomKilled: 'yes', pid: 0, uptimeMs: undefined });
	const { observations } = pod;
	for (const to of states) {
		observations.saw({
			type: 'state',
			process: WEB,
			from: 'STARTING',
			to,
			pid: 0,
			expected: true,
			tries: 0,
			exit: { type: 'code', code: 0 },
			spawnError: '',
			uptimeMs: 1.5,
			ailment: '',
			willRestart: false,
			starts: 1,
		});
	}
	observations.saw({ type: 'unready', process: WEB, pid: 1, reason: 'HTTP 503' });
	for (const level of ['warning', 'critical', 'ok'] as const) {
		observations.saw({
			type: 'memory',
			process: undefined,
			level,
			usedBytes: 1.5,
			limitBytes: undefined,
			reason: level,
		});
		observations.saw({ type: 'memory', process: WEB, level, usedBytes: 1, limitBytes: 2, reason: level });
		observations.saw({ type: 'disk', path: '/', resource: 'space', level, usedShare: 0.912, reason: level });
	}
	pod.recover();
	observations.saw({ type: 'shutdown', intent: 'exit', reason: 'entered FATAL state', culprit: WEB });
	await pod.alerter.test('file');
	const lines = linesOf(system);
	const told = new Set(lines.map(({ event, status, severity }) => `${event} ${status} ${severity}`));
	t.strictSame([...told].sort(), [
		'DISK firing critical',
		'DISK firing warning',
		'DISK resolved critical',
		'HEALTH firing warning',
		'HEALTH resolved warning',
		'MEMORY firing critical',
		'MEMORY firing warning',
		'MEMORY resolved critical',
		'POD firing critical',
		'PROCESS_STATE_BACKOFF firing warning',
		'PROCESS_STATE_BACKOFF resolved warning',
		'PROCESS_STATE_EXITED firing critical',
		'PROCESS_STATE_EXITED firing info',
		'PROCESS_STATE_EXITED firing warning',
		'PROCESS_STATE_EXITED resolved critical',
		'PROCESS_STATE_FATAL firing critical',
		'PROCESS_STATE_FATAL resolved critical',
		'PROCESS_STATE_RUNNING firing info',
		'PROCESS_STATE_STARTING firing info',
		'PROCESS_STATE_STOPPED firing info',
		'PROCESS_STATE_STOPPING firing info',
		'PROCESS_STATE_UNKNOWN firing warning',
		'TEST firing info',
	]);
	t.equal(new Set(lines.map(({ id }) => id)).size, lines.length, 'no id is given twice');
});

t.test('a crash loop is told once a cooldown, and what was not told is counted', async (t) => {
	const system = createFakeSystem();
	const pod = new Alerting(system, [fileAlert({ severity: 'critical' }), fileAlert({ name: 'all' })].slice(1));
	for (let second = 0; second < 120; second++) {
		pod.crash();
		system.advance(1000);
	}
	t.strictSame(
		linesOf(system).map(({ count }) => count),
		[0, 59],
	);
	t.match(pod.alerter.counts, [{ sent: 2, suppressed: 118 }]);
});

t.test('what comes back within the cooldown is told when it is over, by the clock', async (t) => {
	const system = createFakeSystem();
	const pod = new Alerting(system, [fileAlert()]);
	pod.crash();
	pod.recover();
	pod.crash({ pid: 7 });
	t.equal(linesOf(system).length, 2);
	system.advance(59_999);
	t.equal(linesOf(system).length, 2);
	system.advance(1);
	t.equal(linesOf(system).length, 3);
	t.match(pod.alerter.counts, [{ sent: 3, suppressed: 0 }]);
});

t.test('an Alertmanager hears of what is firing until it is over', async (t) => {
	const system = createFakeSystem();
	system.http.answer(200);
	const pod = new Alerting(system, [ALERTMANAGER]);
	const begun = new Date(system.clock.wall()).toISOString();
	pod.crash();
	await system.clock.advanceInTurns(130_000);
	t.strictSame([...new Set(system.http.requests.map(({ url }) => url))], ['http://am:9093/base/api/v2/alerts']);
	const rounds = postedTo(system);
	t.equal(rounds.length, 3, 'at once, and each minute');
	for (const [round, [alert]] of rounds.entries()) {
		t.match(alert, {
			labels: { alertname: 'PodvisorProcessExited', severity: 'warning', program: 'web', group: 'web', process: 'web' },
			annotations: { summary: /^web ended unexpectedly/ },
			startsAt: begun,
			endsAt: new Date(Date.parse(begun) + (round + 4) * 60_000).toISOString(),
		});
	}
	pod.recover();
	await system.clock.advanceInTurns(300_000);
	const [end] = postedTo(system).at(-1) ?? [];
	t.match(end, { labels: rounds[0]?.[0]?.labels, startsAt: begun });
	t.equal(end?.endsAt, new Date(Date.parse(begun) + 130_000).toISOString());
	t.equal(system.http.requests.length, 4, 'and then nothing more');
	t.equal(pod.alerter.counts[0]?.sent, 2);
});

t.test('what becomes critical is another alert to an Alertmanager: the first is over', async (t) => {
	const system = createFakeSystem();
	system.http.answer(200);
	const pod = new Alerting(system, [ALERTMANAGER]);
	const memory = { type: 'memory', process: undefined, usedBytes: 1, limitBytes: 2 } as const;
	pod.observations.saw({ ...memory, level: 'warning', reason: '86 %' });
	await system.clock.advanceInTurns(1000);
	pod.observations.saw({ ...memory, level: 'critical', reason: '96 %' });
	await system.clock.advanceInTurns(1000);
	pod.observations.saw({ ...memory, level: 'ok', reason: '50 %' });
	await system.clock.advanceInTurns(1000);
	const now = system.clock.wall();
	t.strictSame(
		postedTo(system).map((alerts) =>
			alerts.map(({ labels, endsAt }) => [labels['severity'], Date.parse(endsAt) > now]),
		),
		[
			[['warning', true]],
			[
				['warning', false],
				['critical', true],
			],
			[['critical', false]],
		],
	);
});

t.test('an Alertmanager that is away hears of it when it is back, as of when it began', async (t) => {
	const system = createFakeSystem();
	const pod = new Alerting(system, [ALERTMANAGER]);
	const begun = new Date(system.clock.wall()).toISOString();
	pod.crash();
	await system.clock.advanceInTurns(600_000);
	system.http.answer(200);
	await system.clock.advanceInTurns(60_000);
	t.match(postedTo(system).at(-1), [{ startsAt: begun }]);
	t.match(pod.alerter.counts, [{ sent: 1, pending: 0 }]);
	t.equal(pod.logged.length, 2, 'said when it began and when it was over');
});

t.test('while a sink is away alerts wait, no more than may, and what is lost is said', async (t) => {
	const system = createFakeSystem();
	const pod = new Alerting(system, [webhook()]);
	for (let serial = 0; serial < 1100; serial++) {
		const name = `p${serial}`;
		pod.crash({ process: { group: name, name, program: name } });
	}
	await system.clock.advanceInTurns(10_000);
	t.match(pod.alerter.counts, [{ sent: 0, failed: 0, dropped: 100, pending: 1000 }]);
	system.http.answer(200);
	await system.clock.advanceInTurns(600_000);
	t.match(pod.alerter.counts, [{ sent: 1000, failed: 0, dropped: 100, pending: 0 }]);
	t.strictSame(pod.logged, [
		"warn: alerts to 'webhook' cannot be delivered: connection refused; they wait, and are tried again",
		"info: alerts to 'webhook' are delivered again; 100 were lost",
	]);
});

t.test('a restart in place goes on with what waits and what was told', async (t) => {
	const system = createFakeSystem();
	const config = podConfig([processConfig(), processConfig({ name: 'old' })]);
	const before = new Alerting(system, [webhook(), ALERTMANAGER, fileAlert({ name: 'gone' })], { config });
	before.crash();
	before.crash({ process: { group: 'old', name: 'old', program: 'old' } });
	await system.clock.advanceInTurns(0);
	before.alerter.close();
	system.http.answer(200);
	const after = new Alerting(system, [webhook({ cooldownMs: 0 }), ALERTMANAGER], { takeOver: before });
	await system.clock.advanceInTurns(10);
	const sent = system.http.requests.filter(({ url }) => url === 'https://example.org/hook').slice(-3);
	t.match(
		sent.map(({ body }) => JSON.parse(body ?? '')),
		[
			{ status: 'firing', subject: { name: 'web' } },
			{ status: 'firing', subject: { name: 'old' } },
			{ status: 'resolved', summary: 'old is not configured any more' },
		],
	);
	after.recover();
	await system.clock.advanceInTurns(10);
	const [end] = postedTo(system).at(-1) ?? [];
	t.match(end, { labels: { program: 'web' } }, 'an Alertmanager is told of the end of what was before');
	t.ok(Date.parse(end?.endsAt ?? '') <= system.clock.wall());
	const ids = system.http.requests
		.filter(({ url }) => url.endsWith('hook'))
		.map(({ body }) => JSON.parse(body ?? '').id);
	t.equal(new Set(ids).size, 4, 'each has its own id');
});

t.test('what is taken out of the configuration is over', async (t) => {
	const system = createFakeSystem();
	const pod = new Alerting(system, [fileAlert()]);
	pod.crash();
	pod.alerter.keepOnly(new Set(['web:web']));
	t.equal(linesOf(system).length, 1);
	pod.alerter.keepOnly(new Set(['other:other']));
	t.match(linesOf(system)[1], { status: 'resolved', summary: 'web is not configured any more' });
});

t.test('what the other end says is told without what is secret', async (t) => {
	const system = createFakeSystem();
	system.http.answer(400, 'no such hook: https://example.org/hook');
	const pod = new Alerting(system, [webhook()]);
	const outcome = pod.alerter.test('webhook');
	await system.clock.advanceInTurns(10);
	t.strictSame(await outcome, { ok: false, message: 'HTTP 400: no such hook: ***' });
	pod.crash();
	await system.clock.advanceInTurns(10);
	t.match(pod.logged, [/HTTP 400: no such hook: \*\*\*; it is counted as failed$/]);
});

t.test('what no sink takes over is lost, and that is said', async (t) => {
	const system = createFakeSystem();
	const before = new Alerting(system, [webhook()]);
	before.crash();
	await system.clock.advanceInTurns(0);
	before.alerter.close();
	const after = new Alerting(system, [fileAlert()], { takeOver: before });
	t.strictSame(after.logged, ["warn: 1 alerts to 'webhook' were not delivered"]);
});

t.test('what is closed sees nothing more, and has no timer', async (t) => {
	const system = createFakeSystem();
	const pod = new Alerting(system, [webhook(), ALERTMANAGER, fileAlert()]);
	pod.crash();
	await system.clock.advanceInTurns(0);
	pod.alerter.close();
	pod.crash({ process: { group: 'b', name: 'b', program: 'b' } });
	const asked = system.http.requests.length;
	await system.clock.advanceInTurns(10_000_000);
	t.equal(system.http.requests.length, asked);
	t.equal(linesOf(system).length, 1);
	t.equal(system.clock.nextAt(), undefined);
});

t.test('a pod without [alert:x] pays nothing', async (t) => {
	const system = createFakeSystem();
	const pod = new Alerting(system, []);
	pod.crash();
	pod.recover();
	t.strictSame(pod.alerter.counts, []);
	t.equal(system.clock.nextAt(), undefined);
	await pod.alerter.flush(1000);
	t.equal(await pod.alerter.test('any'), undefined);
});

t.test('the secrets of a program are in no alert, as its files have them when it starts', async (t) => {
	const system = createFakeSystem();
	const process = processConfig({ secrets: { KEY: '/run/secrets/key' } });
	const pod = new Alerting(system, [fileAlert()], { config: podConfig([process]) });
	system.files.put('/run/secrets/key', 'the-first-one\n');
	pod.alerter.expect(process);
	system.files.put('/run/secrets/key', 'the-second-one\n');
	pod.alerter.expect(process);
	pod.crash({ reason: 'bad key the-first-one', stderr: ['the-second-one'] });
	const text = system.files.content(FILE) ?? '';
	t.notMatch(text, /the-(first|second)-one/);
	t.match(linesOf(system)[0], { summary: /bad key \*\*\*$/, details: { stderr: ['***'] } });
});
