/** The sinks against real servers and real commands, which fare as those of the world do. */
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Alert } from '../../src/alerts/alert.ts';
import { createClock } from '../../src/platform/clock.ts';
import { createCommands } from '../../src/platform/create-commands.ts';
import { createHttpClient } from '../../src/platform/create-http-client.ts';
import { createFakeSystem } from '../../src/platform/fake/fake-system.ts';
import { createNodeFiles } from '../../src/platform/node-files.ts';
import type { System } from '../../src/platform/system.ts';
import { freePort } from '../e2e/free-port.ts';
import { Alerting, alertConfig, answering, inTurn, Receiver, textOf, until } from './alerting.ts';
import { schemaErrors } from './schema-errors.ts';

const SECRET = 'signed-with-this';

/** The real one, as far as alerts need it. */
function realSystem(): System {
	const [clock, files, http, commands] = [createClock(), createNodeFiles(), createHttpClient(), createCommands()];
	return { ...createFakeSystem(), clock, files, http, commands };
}

interface Teardown {
	teardown(callback: () => unknown): void;
}

function alerting(
	t: Teardown,
	...args: ConstructorParameters<typeof Alerting> extends [unknown, ...infer Rest] ? Rest : never
): Alerting {
	const made = new Alerting(realSystem(), ...args);
	t.teardown(() => made.alerter.close());
	return made;
}

function webhook(url: string): { type: 'webhook'; url: ReturnType<typeof textOf>; secret: ReturnType<typeof textOf> } {
	return { type: 'webhook', url: textOf(url), secret: textOf(SECRET) };
}

async function receiver(t: Teardown, ...args: ConstructorParameters<typeof Receiver>): Promise<Receiver> {
	const made = new Receiver(...args);
	await made.listen(t);
	return made;
}

t.test('a webhook gets the alert, signed', async (t) => {
	const server = await receiver(t);
	const { crash, alerter } = bound(alerting(t, [alertConfig(webhook(`${server.url}in?x=1`))]));
	crash();
	const [request] = await server.requests(1);
	t.match(request, { method: 'POST', path: '/in?x=1', headers: { 'content-type': 'application/json' } });
	const { body = '', headers = {} } = request ?? {};
	t.strictSame(schemaErrors(body), []);
	const alert: Alert = JSON.parse(body);
	t.match(alert, { status: 'firing', subject: { name: 'web' }, details: { exit: { code: 3 } } });
	t.equal(headers['idempotency-key'], alert.id);
	// As docs/ALERTS.md has it.
	const [, seconds = '', signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-podvisor-signature'])) ?? [];
	t.equal(createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex'), signature);
	await until(() => alerter.counts[0]?.sent === 1);
});

t.test('the end of a trouble is told with its fingerprint', async (t) => {
	const server = await receiver(t);
	const pod = alerting(t, [alertConfig(webhook(server.url))]);
	pod.crash();
	pod.recover();
	const [firing, resolved] = (await server.requests(2)).map(({ body }): Alert => JSON.parse(body));
	t.match(resolved, { status: 'resolved', summary: 'web is up again', fingerprint: firing?.fingerprint });
	t.not(resolved?.id, firing?.id);
});

t.test('no end is told to who does not want it', async (t) => {
	const server = await receiver(t);
	const pod = alerting(t, [alertConfig(webhook(server.url), { sendResolved: false })]);
	pod.crash();
	pod.recover();
	pod.observations.saw({
		type: 'shutdown',
		intent: 'exit',
		reason: 'x',
		culprit: { group: 'a', name: 'a', program: 'a' },
	});
	const received = (await server.requests(2)).map(({ body }): Alert => JSON.parse(body));
	t.strictSame(
		received.map(({ event }) => event),
		['PROCESS_STATE_EXITED', 'POD'],
	);
});

for (const [what, answer] of [
	['is overloaded, and says for how long', answering(429, { 'Retry-After': '1' })],
	['is away behind its proxy', answering(502)],
	['fails', answering(500, {}, 'oops')],
	['hangs up', (response) => response.destroy()],
	['does not answer in time', () => undefined],
	['never ends its answer', (response) => response.writeHead(200).write('{')],
] as const satisfies readonly (readonly [string, Receiver['answer']])[]) {
	t.test(`what a webhook that ${what} did not take is sent again`, async (t) => {
		const server = await receiver(t, inTurn(answer, answering(204)));
		const pod = alerting(t, [alertConfig(webhook(server.url), { timeoutMs: 1500 })]);
		pod.crash();
		const [first, second] = await server.requests(2);
		t.equal(second?.body, first?.body, 'the same alert, by its id');
		await until(() => pod.alerter.counts[0]?.pending === 0);
		t.match(pod.alerter.counts, [{ sent: 1, failed: 0, pending: 0 }]);
		t.match(pod.logged, [
			/^warn: alerts to 'webhook' cannot be delivered: .*; they wait, and are tried again$/,
			"info: alerts to 'webhook' are delivered again; 0 were lost",
		]);
	});
}

t.test('what nobody took is sent when somebody listens', async (t) => {
	const port = await freePort();
	const pod = alerting(t, [alertConfig(webhook(`http://127.0.0.1:${port}/`))]);
	pod.crash();
	await until(() => pod.logged.length > 0);
	t.match(pod.logged[0], /connection refused/);
	const server = new Receiver();
	await server.listen(t, port);
	const [request] = await server.requests(1);
	t.strictSame(schemaErrors(request?.body ?? ''), []);
});

t.test('what is refused is counted, and said once; a redirect is not followed', async (t) => {
	const server = await receiver(
		t,
		inTurn(answering(400, {}, 'no such\nroom'), answering(302, { Location: '/elsewhere' }), answering(200)),
	);
	const pod = alerting(t, [alertConfig(webhook(server.url))]);
	for (const name of ['a', 'b', 'c']) pod.crash({ process: { group: name, name, program: name } });
	const requests = await server.requests(3);
	await until(() => pod.alerter.counts[0]?.sent === 1);
	t.match(pod.alerter.counts, [{ sent: 1, failed: 2, pending: 0 }]);
	t.strictSame(
		requests.map(({ path }) => path),
		['/', '/', '/'],
	);
	t.strictSame(pod.logged, [
		"warn: alerts to 'webhook' cannot be delivered: HTTP 400: no such room; it is counted as failed",
		"info: alerts to 'webhook' are delivered again; 2 were lost",
	]);
});

t.test('a sink that hangs delays neither another nor who sees what happens', async (t) => {
	const path = join(t.testdir(), 'alerts.json');
	const [hanging, quick] = [await receiver(t, () => undefined), await receiver(t)];
	const pod = alerting(t, [
		alertConfig(webhook(hanging.url), { name: 'hanging' }),
		alertConfig(webhook(quick.url), { name: 'quick' }),
		alertConfig({ type: 'file', path, maxbytes: 0, backups: 0 }),
	]);
	for (let serial = 0; serial < 20; serial++) {
		const name = `p${serial}`;
		pod.crash({ process: { group: name, name, program: name } });
	}
	t.equal(readFileSync(path, 'utf8').trimEnd().split('\n').length, 20, 'a file has it at once');
	await quick.requests(20);
	await until(() => pod.alerter.counts[1]?.sent === 20);
	t.match(pod.alerter.counts, [{ sent: 0, pending: 20 }, { sent: 20, pending: 0 }, { sent: 20 }]);
	const begun = performance.now();
	await pod.alerter.flush(300);
	t.ok(performance.now() - begun >= 299, 'at the end it is given its time');
	pod.alerter.tellLost();
	t.strictSame(pod.logged, ["warn: 20 alerts to 'hanging' were not delivered"]);
});

t.test('the end waits for no longer than the alerts take', async (t) => {
	const server = await receiver(t);
	const pod = alerting(t, [alertConfig(webhook(server.url))]);
	pod.crash();
	await pod.alerter.flush(600_000);
	t.equal(server.received.length, 1);
	pod.alerter.tellLost();
	t.strictSame(pod.logged, []);
});

t.test('a URL and a secret in files are read for each alert', async (t) => {
	const dir = t.testdir();
	const server = await receiver(t);
	const [url, secret] = ['url', 'secret'].map((name) => ({ type: 'file', path: join(dir, name) }) as const);
	const pod = alerting(t, [alertConfig({ type: 'webhook', url: url as never, secret: secret as never })]);
	pod.crash();
	await until(() => pod.logged.length > 0);
	t.match(pod.logged[0], /cannot read '.*url' \(ENOENT\); they wait/);
	writeFileSync(join(dir, 'secret'), `${SECRET}\n`);
	writeFileSync(join(dir, 'url'), `${server.url}\n`);
	const [request] = await server.requests(1);
	t.match(request?.headers['x-podvisor-signature'], /^t=/);
});

t.test('why the file of a secret cannot be read is not taken for the secret', async (t) => {
	const server = await receiver(t);
	const secret = { type: 'file', path: join(t.testdir(), 'hook-secret') } as const;
	const pod = alerting(t, [alertConfig({ type: 'webhook', url: textOf(server.url), secret: secret as never })]);
	pod.crash();
	await until(() => pod.logged.length > 0);
	t.match(pod.logged[0], /cannot read '.*hook-secret' \(ENOENT\); they wait/);
});

t.test('user and password of a URL go where they belong', async (t) => {
	const server = await receiver(t);
	const pod = alerting(t, [alertConfig(webhook(server.url.replace('//', '//me:p%40ss@')))]);
	pod.crash();
	const [request] = await server.requests(1);
	t.equal(request?.headers['authorization'], `Basic ${Buffer.from('me:p@ss').toString('base64')}`);
});

t.test('Slack gets a message in which nothing is taken for markup of its own', async (t) => {
	const server = await receiver(t, answering(200, {}, 'ok'));
	const pod = alerting(t, [alertConfig({ type: 'slack', url: textOf(server.url) })]);
	pod.crash({ reason: 'said <!channel> & left', stderr: ['a <b>', '```'] });
	pod.recover();
	const [firing, resolved] = (await server.requests(2)).map(({ body }) => JSON.parse(body));
	t.equal(firing.text, '[WARNING] web ended unexpectedly: said &lt;!channel&gt; &amp; left');
	t.match(firing.attachments, [{ color: '#daa038', text: /```\na &lt;b&gt;\n'''\n```$/, footer: /supervisor/ }]);
	t.match(resolved, { text: '[RESOLVED] web is up again', attachments: [{ color: '#2eb886' }] });
});

t.test('PagerDuty opens an incident, and closes the same', async (t) => {
	const server = await receiver(t, answering(202, {}, '{"status":"success"}'));
	const sink = { type: 'pagerduty', url: server.url, routingKey: textOf('R0UT1NGKEY') } as const;
	const pod = alerting(t, [alertConfig(sink)]);
	pod.crash({ oomKilled: 'yes' });
	pod.recover();
	const [trigger, resolve] = (await server.requests(2)).map(({ body }) => JSON.parse(body));
	t.match(trigger, {
		routing_key: 'R0UT1NGKEY',
		event_action: 'trigger',
		payload: {
			summary: /^web ended unexpectedly/,
			severity: 'critical',
			component: 'web',
			class: 'PROCESS_STATE_EXITED',
			custom_details: { exit: { code: 3 }, stderr: ['Error: out of luck'] },
		},
	});
	t.strictSame(resolve, { routing_key: 'R0UT1NGKEY', dedup_key: trigger.dedup_key, event_action: 'resolve' });
});

function command(...argv: readonly string[]): { type: 'command'; command: string; argv: readonly string[] } {
	return { type: 'command', command: argv.join(' '), argv };
}

t.test('a command gets the alert on its stdin', async (t) => {
	const path = join(t.testdir(), 'out');
	const pod = alerting(t, [alertConfig(command('sh', '-c', `cat >${path}.part && mv ${path}.part ${path}`))]);
	pod.crash({ stdout: ['ö\u2028'.repeat(300)] });
	await until(() => existsSync(path));
	const line = readFileSync(path, 'utf8');
	t.strictSame(schemaErrors(line), []);
	t.match(line, /^\{[^\n]*\}\n$/);
});

t.test('a command that hangs is killed when its time is over, and the next is run', async (t) => {
	const dir = t.testdir();
	const script = `read -r line; case $line in *p0*) echo $$ >${dir}/pid; exec sleep 1000;; esac; echo >>${dir}/done`;
	const pod = alerting(t, [alertConfig(command('sh', '-c', script), { timeoutMs: 5000 })]);
	for (const name of ['p0', 'p1']) pod.crash({ process: { group: name, name, program: name } });
	await until(() => pod.alerter.counts[0]?.sent === 1);
	t.match(pod.alerter.counts, [{ sent: 1, failed: 1, pending: 0 }]);
	t.match(pod.logged[0], /the command was killed after 5 s; it is counted as failed/);
	const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'));
	await until(() => !existsSync(`/proc/${pid}`));
});

t.test('a command that fails is not run again, unless it asks for it; one that is not there is told', async (t) => {
	const path = join(t.testdir(), 'runs');
	const script = `cat >/dev/null; echo >>${path}; [ $(wc -l <${path}) -ge 2 ] || exit 75`;
	const pod = alerting(t, [
		alertConfig(command('sh', '-c', script), { name: 'later' }),
		alertConfig(command('sh', '-c', 'echo no; exit 3'), { name: 'fails' }),
		alertConfig(command('/no/such/command'), { name: 'missing' }),
	]);
	pod.crash();
	await until(() => pod.alerter.counts.every(({ pending }) => pending === 0));
	t.match(pod.alerter.counts, [{ sent: 1 }, { sent: 0, failed: 1 }, { failed: 1 }]);
	const logged = pod.logged.join('\n');
	t.match(logged, /to 'fails' cannot be delivered: the command ended with exit status 3: no/);
	t.match(logged, /to 'missing' cannot be delivered: the command cannot be run: ENOENT/);
});

t.test('a test tells whether an alert arrives, whatever the sink wants to be told', async (t) => {
	const server = await receiver(t, inTurn(answering(200), answering(403, {}, 'go away'), answering(202)));
	const pagerduty = { type: 'pagerduty', url: server.url, routingKey: textOf('key') } as const;
	const none = { severity: 'critical', programs: ['none'], events: new Set(['DISK' as const]) } as const;
	const pod = alerting(t, [alertConfig(webhook(server.url), none), alertConfig(pagerduty, none)]);
	t.strictSame(await pod.alerter.test('webhook'), { ok: true, message: 'delivered' });
	t.strictSame(await pod.alerter.test('webhook'), { ok: false, message: 'HTTP 403: go away' });
	t.equal(await pod.alerter.test('nobody'), undefined);
	t.match(pod.alerter.counts, [{ sent: 1, failed: 1 }, {}]);
	const [{ body } = { body: '' }] = server.received;
	t.strictSame(schemaErrors(body), []);
	t.match(JSON.parse(body), { event: 'TEST', severity: 'info', status: 'firing' });
	t.strictSame(await pod.alerter.test('pagerduty'), { ok: true, message: 'delivered' });
	const actions = server.received.slice(2).map((request) => JSON.parse(request.body).event_action);
	t.strictSame(actions, ['trigger', 'resolve'], 'no incident stays open for it');
});

/** Methods that keep their object. */
function bound(made: Alerting): { crash: () => void; alerter: Alerting['alerter'] } {
	return { crash: () => made.crash(), alerter: made.alerter };
}
