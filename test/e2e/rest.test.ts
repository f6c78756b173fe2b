/** The REST API of a real daemon, over a unix socket and TCP: every route is asked and its answer held to the document. */
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type Schema, schemaProblems } from '../interfaces/rest/schema-problems.ts';
import { askRest, type RestAnswer, type RestQuestion, type RestServer, RestStream } from './ask-rest.ts';
import { freePort } from './free-port.ts';
import { type PodUnderTest, startPod } from './pod-under-test.ts';

const PROGRAMS = `
[program:echo]
command=sh -c 'while read line; do echo "got $line"; done'
stdout_logfile=%(here)s/echo.log
stderr_logfile=NONE
startsecs=0
[program:workers]
command=sleep 1000
process_name=w%(process_num)d
numprocs=2
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
[program:bad]
command=/no/such/file
autostart=false
`;

const EXTRA = '[program:extra]\ncommand=sleep 1000\nstartsecs=0\n';

const DAEMON = 'logfile=%(here)s/daemon.log';

function conf(more = ''): string {
	return `[unix_http_server]\nfile=%(here)s/control.sock\n${PROGRAMS}${more}`;
}

async function start(t: Test, more = ''): Promise<{ readonly pod: PodUnderTest; readonly server: RestServer }> {
	const pod = startPod(t, { conf: conf(more), daemon: DAEMON });
	await pod.line(/success: workers|success: w1/);
	await pod.line(/success: echo/);
	await pod.line(/success: w0/);
	return { pod, server: { socketPath: join(pod.dir, 'control.sock') } };
}

interface Method {
	readonly operationId: string;
	readonly responses: Readonly<
		Record<string, { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }>
	>;
}

interface Document {
	readonly paths: Readonly<Record<string, Readonly<Record<string, Method>>>>;
}

/** The answer fits what the document says of this method, path and status. */
function fits(
	t: Test,
	document: Document,
	{ path, method }: { path: string; method: Method },
	answer: RestAnswer,
): void {
	const type = answer.headers['content-type'] ?? '';
	const schema = method.responses[String(answer.status)]?.content[type]?.schema;
	t.ok(schema, `${path}: ${answer.status} ${type} is in the document; ${answer.text}`);
	if (schema === undefined) return;
	t.strictSame(schemaProblems(answer.json, schema, { root: document }), [], `${path} ${answer.status}`);
	t.equal(answer.headers['x-content-type-options'], 'nosniff');
	t.equal(answer.headers['cache-control'], 'no-store');
}

t.test('every route of the document answers as the document says', async (t) => {
	const { pod, server } = await start(t);
	const document = (await askRest(server, { path: '/openapi.json' })).json as unknown as Document;
	const asked = new Set<string>();

	async function ask(id: string, question: RestQuestion, status = 200): Promise<Readonly<Record<string, unknown>>> {
		asked.add(id);
		const place = Object.entries(document.paths)
			.flatMap(([path, methods]) => Object.entries(methods).map(([verb, method]) => ({ path, verb, method })))
			.find(({ method }) => method.operationId === id);
		if (place === undefined) throw new Error(`there is no ${id}`);
		const answer = await askRest(server, { ...question, method: place.verb.toUpperCase() });
		t.equal(answer.status, status, `${id} ${question.path}: ${answer.text}`);
		fits(t, document, place, answer);
		return answer.json ?? {};
	}

	t.match(await ask('getOpenApi', { path: '/openapi.json' }), { openapi: '3.1.1' });
	const { programs } = await ask('listPrograms', { path: '/programs' });
	t.strictSame((programs as { displayName: string }[]).map(({ displayName }) => displayName).toSorted(), [
		'bad',
		'echo',
		'workers:w0',
		'workers:w1',
	]);
	t.match((await ask('listPrograms', { path: '/programs?group=workers' }))['programs'], { length: 2 });
	t.match(await ask('listPrograms', { path: '/programs?group=none' }, 404), { fault: 'BAD_NAME', code: 10 });
	t.match(await ask('getProgram', { path: '/programs/workers%3Aw1' }), {
		name: 'w1',
		statename: 'RUNNING',
		wanted: 'up',
	});
	t.match(await ask('getProgram', { path: '/programs/workers:*' }, 404), { fault: 'BAD_NAME' });

	t.match(await ask('startProgram', { path: '/programs/echo/start' }, 409), { fault: 'ALREADY_STARTED', code: 60 });
	t.match(await ask('startProgram', { path: '/programs/bad/start' }, 404), { fault: 'NO_FILE' });
	t.match(await ask('startProgram', { path: '/programs/none/start' }, 404), { fault: 'BAD_NAME' });
	t.match(await ask('stopProgram', { path: '/programs/bad/stop' }, 409), { fault: 'NOT_RUNNING', code: 70 });
	t.match(await ask('stopProgram', { path: '/programs/workers:*/stop' }), {
		ok: true,
		results: [{ displayName: 'workers:w0' }, { displayName: 'workers:w1' }],
	});
	t.match(await ask('startProgram', { path: '/programs/*/start?wait=true' }), {
		ok: false,
		results: [
			{ name: 'bad', ok: false, fault: 'NO_FILE' },
			{ name: 'w0', ok: true },
			{ name: 'w1', ok: true },
		],
	});
	const before = (await ask('getProgram', { path: '/programs/workers:w0' }))['pid'];
	t.match(await ask('restartProgram', { path: '/programs/workers:w0/restart' }), {
		ok: true,
		results: [{ name: 'w0' }],
	});
	t.not((await ask('getProgram', { path: '/programs/workers:w0' }))['pid'], before);
	t.match(await ask('signalProgram', { path: '/programs/workers:w0/signal', body: { signal: 'CONT' } }), { ok: true });
	t.match(await ask('signalProgram', { path: '/programs/workers:*/signal', body: { signal: '0' } }), { ok: true });
	t.match(await ask('signalProgram', { path: '/programs/echo/signal', body: { signal: 'NO' } }, 400), {
		fault: 'BAD_SIGNAL',
		code: 11,
	});
	t.match(await ask('signalProgram', { path: '/programs/echo/signal' }, 400), { problems: [/signal.* is missing/] });

	t.match(await ask('getHealth', { path: '/health' }), { status: 'healthy', processes: { length: 4 } });
	t.match(await ask('getHealth', { path: '/health?names=none' }, 404), { fault: 'BAD_NAME' });
	t.match(await ask('listIncidents', { path: '/incidents' }), { incidents: [] });
	t.match(await ask('getIncident', { path: '/incidents/1' }, 404), { fault: 'BAD_NAME' });
	t.match(await ask('signalProgram', { path: '/programs/workers:w1/signal', body: { signal: 'KILL' } }), { ok: true });
	const isKnown = async (): Promise<boolean> =>
		((await ask('listIncidents', { path: '/incidents?names=workers:*&limit=5' }))['incidents'] as unknown[]).length > 0;
	while (!(await isKnown()));
	t.match(await ask('getIncident', { path: '/incidents/1' }), { displayName: 'workers:w1', exitCode: 137, stdout: [] });
	t.match(await ask('getProgramHistory', { path: '/programs/workers:w1/history' }), { incidents: [{ id: 1 }] });
	const up = { names: ['workers:w1'], for: 'running' };
	t.match(await ask('waitForPrograms', { path: '/wait', body: up }), { ok: true });
	t.match(await ask('listAlerts', { path: '/alerts' }), { alerts: [] });
	t.match(await ask('testAlert', { path: '/alerts/none/test' }, 404), { fault: 'BAD_NAME' });

	t.match(await ask('sendProgramStdin', { path: '/programs/echo/stdin', body: { chars: 'Grüße <b>&\n' } }), {
		ok: true,
	});
	await pod.until(() => pod.has('echo.log') && pod.read('echo.log').endsWith('\n'), 'the answer of echo');
	t.strictSame(await ask('readProgramLog', { path: '/programs/echo/logs/stdout' }), {
		text: 'got Grüße <b>&\n',
		offset: 0,
		next: 17,
		size: 17,
	});
	t.strictSame(await ask('readProgramLog', { path: '/programs/echo/logs/stdout?offset=4&length=2' }), {
		text: 'Gr',
		offset: 4,
		next: 6,
		size: 17,
	});
	t.match(await ask('readProgramLog', { path: '/programs/echo/logs/stdout?offset=-4&length=3' }, 400), {
		fault: 'BAD_ARGUMENTS',
	});
	t.match(await ask('readProgramLog', { path: '/programs/echo/logs/stderr' }, 404), { fault: 'NO_FILE' });
	t.match(await ask('readProgramLog', { path: '/programs/echo/logs/stdin' }, 400), {
		problems: [/one of stdout, stderr/],
	});
	t.match(await ask('clearProgramLogs', { path: '/programs/echo/logs' }), { ok: true });
	t.match(await ask('readProgramLog', { path: '/programs/echo/logs/stdout' }), { text: '', size: 0 });

	t.match(await ask('waitForPrograms', { path: '/wait', body: { names: ['echo', 'workers:*'], for: 'running' } }), {
		ok: true,
		processes: { length: 3 },
	});
	t.match(await ask('waitForPrograms', { path: '/wait', body: { names: ['bad'], timeoutMs: 1 } }), {
		ok: false,
		processes: [{ reached: false, why: 'STOPPED' }],
	});
	t.match(await ask('waitForPrograms', { path: '/wait', body: { for: 'fun' } }, 400), { problems: [/ready, running/] });

	pod.rewrite({ conf: conf(`${EXTRA}\n[program:more]\ncommand=sleep 1000\nstartsecs=0\n`), daemon: DAEMON });
	t.match(await ask('reread', { path: '/reread' }), { added: ['extra', 'more'], changed: [], removed: [] });
	t.match(await ask('listGroups', { path: '/groups' }), {
		groups: [{ name: 'bad', inUse: true }, {}, { name: 'extra', inUse: false }, { name: 'more' }, { name: 'workers' }],
	});
	t.match(await ask('listListeners', { path: '/listeners' }), { listeners: [] });
	t.match(await ask('addGroup', { path: '/groups/extra' }), { ok: true });
	t.match(await ask('addGroup', { path: '/groups/extra' }, 409), { fault: 'ALREADY_ADDED' });
	t.match(await ask('removeGroup', { path: '/groups/extra' }, 409), { fault: 'STILL_RUNNING' });
	t.match(await ask('stopProgram', { path: '/programs/extra/stop' }), { ok: true });
	t.match(await ask('removeGroup', { path: '/groups/extra' }), { ok: true });
	const plan = (await ask('update', { path: '/update?dry_run=true', body: { groups: ['more'] } }))['groups'];
	t.match(plan, [{ name: 'more', change: 'added' }]);
	t.match(await ask('getProgram', { path: '/programs/more' }, 404), {});
	t.match(await ask('update', { path: '/update' }), { groups: { length: 5 } });
	t.match(await ask('getProgram', { path: '/programs/more' }), { statename: 'RUNNING' });
	t.match(await ask('getConfig', { path: '/config' }), { processes: { length: 6 } });

	pod.rewrite({
		conf: conf('[program:broken]\ncommand=true\nnumprocs=x\n[program:worse]\ncommand=true\nstopsignal=NO\n'),
		daemon: DAEMON,
	});
	for (const [id, path] of [
		['reread', '/reread'],
		['update', '/update'],
		['restartDaemon', '/daemon/restart'],
	] as const) {
		const { problems } = await ask(id, { path }, 422);
		t.match(problems, [/pod\.conf:\d+: \[?program:broken/], id);
		t.ok((problems as readonly string[]).length > 1, `${id}: all of them; ${JSON.stringify(problems)}`);
	}
	pod.rewrite({ conf: conf(), daemon: DAEMON });

	const event = { type: 'deploy', data: '7' };
	t.match(await ask('sendRemoteCommunication', { path: '/events', body: event }), { ok: true });
	t.match(await ask('getDaemon', { path: '/daemon' }), { state: 'RUNNING', identification: 'supervisor' });
	t.match(await ask('readDaemonLog', { path: '/daemon/log?offset=0&length=20' }), { offset: 0, next: 20 });
	t.match(
		(await ask('readDaemonLog', { path: '/daemon/log' }))['text'],
		/stopProcess\("extra", true\) by uid \d+, pid \d+/,
	);
	t.match(await ask('clearDaemonLog', { path: '/daemon/log' }), { ok: true });
	t.match(await ask('restartDaemon', { path: '/daemon/restart' }), { ok: true });
	await pod.line(/success: echo/, 2);
	t.match(await ask('shutDownDaemon', { path: '/daemon/shutdown' }), { ok: true });
	t.strictSame(await pod.exited, { code: 0, signal: null });

	const described = Object.values(document.paths).flatMap((methods) => Object.values(methods));
	t.strictSame(
		described.map(({ operationId }) => operationId).filter((id) => !asked.has(id) && !STREAMED.includes(id)),
		[],
		'all of them were asked',
	);
});

/** Asked by a test of its own. */
const STREAMED: readonly string[] = ['streamEvents'];

t.test('events come as they happen, those that were asked for', async (t) => {
	const { pod, server } = await start(t);
	const some = await RestStream.open(server, '/events?types=PROCESS_STATE_STOPPED,REMOTE_COMMUNICATION');
	const all = await RestStream.open(server, '/events');
	t.match(some.response.headers, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
	await some.until(/^:\n\n$/);
	await all.until(/^:\n\n$/);
	await askRest(server, { method: 'POST', path: '/programs/workers:w1/stop' });
	await askRest(server, { method: 'POST', path: '/events', body: { type: 'deploy', data: 'two\nlines' } });
	await some.until(/REMOTE.*\n.*\n\n/);
	t.match(
		some.text,
		/^:\n\nid: 1\nevent: PROCESS_STATE_STOPPED\ndata: \{.*"processname":"w1","groupname":"workers".*\}\n\nid: 2\nevent: REMOTE_COMMUNICATION\ndata: \{"type":"deploy","data":"two\\nlines"\}\n\n$/,
	);
	await all.until(/PROCESS_STATE_STOPPING(.*\n)*.*PROCESS_STATE_STOPPED(.*\n)*.*REMOTE_COMMUNICATION/);
	t.match((await askRest(server, { path: '/events?types=TICK_5,PROCESS_STAT' })).json, {
		status: 400,
		problems: [/has 'PROCESS_STAT', which is not known; did you mean 'PROCESS_STATE'/],
	});
	some.leave();
	await pod.stop();
	await all.ended;
	t.match(
		all.text,
		/event: SUPERVISOR_STATE_CHANGE_STOPPING\n(.*\n)*event: PROCESS_STATE_STOPPED\n(.*\n)+$/,
		'to the end',
	);
});

t.test('a reader who is too slow is told how much was left out', async (t) => {
	const { server } = await start(t);
	const reader = await RestStream.open(server, '/events?types=REMOTE_COMMUNICATION');
	await reader.until(/^:\n\n$/);
	reader.response.pause();
	const body = { type: 'flood', data: 'x'.repeat(100_000) };
	for (let count = 0; count < 40; count++) await askRest(server, { method: 'POST', path: '/events', body });
	reader.response.resume();
	await reader.until(/event: lost\ndata: \{"count":\d+\}\n\n/);
	await askRest(server, { method: 'POST', path: '/events', body: { type: 'last' } });
	await reader.until(/"type":"last"/);
	const ids = [...reader.text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
	t.equal(ids.at(-1), 41, 'what was left out is counted');
	const lost = [...reader.text.matchAll(/"count":(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
	t.equal(ids.length + lost, 41, `${ids.length} came, ${lost} were told of`);
	t.ok(lost > 0);
});

t.test('a log is followed as it grows, and let go of with its reader', async (t) => {
	const { pod, server } = await start(t);
	const say = (chars: string) => askRest(server, { method: 'POST', path: '/programs/echo/stdin', body: { chars } });
	const openLogs = (): number =>
		readdirSync(`/proc/${pod.pid}/fd`).filter((fd) => {
			try {
				return readlinkSync(`/proc/${pod.pid}/fd/${fd}`).endsWith('/echo.log');
			} catch {
				// ENOENT: closed since it was listed.
				return false;
			}
		}).length;
	await say('one\n');
	await pod.until(() => pod.has('echo.log') && pod.read('echo.log') === 'got one\n', 'the first line');
	const before = openLogs();
	const all = await RestStream.open(server, '/programs/echo/logs/stdout?follow=true');
	const news = await RestStream.open(server, '/programs/echo/logs/stdout?follow=true&offset=0');
	t.match(all.response.headers, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
	await all.until(/^event: log\ndata: \{"text":"got one\\n"\}\n\n$/);
	await say('zwö\n');
	await all.until(/"got zwö\\n"/);
	await news.until(/"got zwö\\n"/);
	t.notMatch(news.text, /got one/);
	t.equal(openLogs(), before + 2);
	all.leave();
	news.leave();
	await pod.until(() => openLogs() === before, 'both files are closed');
	t.match((await askRest(server, { path: '/programs/echo/logs/stdout?follow=true&offset=3' })).json, { status: 400 });
	t.match((await askRest(server, { path: '/programs/echo/logs/stderr?follow=true' })).json, { fault: 'NO_FILE' });
	t.match((await askRest(server, { path: '/programs/none/logs/stdout?follow=true' })).json, { fault: 'BAD_NAME' });
});

t.test('streams end with the pod, and hold up neither its restart nor its end', async (t) => {
	const { pod, server } = await start(t);
	const restarted = await RestStream.open(server, '/daemon/log?follow=true');
	await restarted.until(/podvisord started/);
	pod.signal('SIGHUP');
	await restarted.ended;
	await pod.line(/success: echo/, 2);
	const ended = await RestStream.open(server, '/daemon/log?follow=true');
	await ended.until(/podvisord started/);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	await ended.ended;
});

t.test('over TCP the password is asked for, and the log tells who did what', async (t) => {
	const port = await freePort();
	const { pod } = await start(t, `[inet_http_server]\nport=127.0.0.1:${port}\nusername=admin\npassword=geheim\n`);
	t.equal((await askRest({ port }, { path: '/programs' })).status, 401);
	t.equal((await askRest({ port, auth: 'admin:wrong' }, { path: '/programs' })).status, 401);
	const server = { port, auth: 'admin:geheim' };
	t.equal((await askRest(server, { path: '/programs' })).status, 200);
	const foreign = { Origin: 'http://evil.example' };
	t.equal((await askRest(server, { method: 'POST', path: '/programs/echo/stop', headers: foreign })).status, 403);
	t.equal((await askRest(server, { method: 'POST', path: '/programs/echo/stop' })).status, 200);
	await pod.until(
		() => /stopProcess\("echo", true\) by admin from 127\.0\.0\.1/.test(pod.read('daemon.log')),
		'the audit line',
	);
	t.equal(pod.read('daemon.log').match(/stopProcess\("echo"/g)?.length, 1, 'what was refused is not in it');
});

/** Else the connection ends with the answer, before all is sent. */
const STAYS = { Connection: 'keep-alive' } as const;

t.test('a body is JSON in bounds, or refused', async (t) => {
	const { server } = await start(t);
	const post = (body: string | undefined, headers: Readonly<Record<string, string>> = {}) =>
		askRest(server, {
			method: 'POST',
			path: '/programs/echo/signal',
			headers,
			...(body === undefined ? {} : { body }),
		});
	const cases: readonly [string, string | undefined, Readonly<Record<string, string>>, number, RegExp][] = [
		['no JSON', '{"signal":', {}, 400, /not JSON/],
		['no object', '["HUP"]', {}, 400, /must be a JSON object/],
		['null', 'null', {}, 400, /must be a JSON object/],
		['a form', 'signal=HUP', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, /application\/json/],
		['text that is JSON', '{"signal":"HUP"}', { 'Content-Type': 'text/plain' }, 415, /application\/json/],
		['another charset', '{"signal":"HUP"}', { 'Content-Type': 'application/json; charset=latin1' }, 415, /application/],
		['an empty form', undefined, { 'Content-Type': 'multipart/form-data' }, 415, /application\/json/],
		['a prototype', '{"signal":"HUP","__proto__":{"signal":"KILL"}}', {}, 400, /'__proto__' is not known here/],
		['more than there may be', `{"signal":"${'x'.repeat(3 * 1024 * 1024)}"}`, STAYS, 413, /larger than/],
		['depth', `{"signal":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, {}, 400, /must be a string/],
	];
	for (const [what, body, headers, status, detail] of cases) {
		const answer = await post(body, headers);
		t.equal(answer.status, status, `${what}: ${answer.text.slice(0, 200)}`);
		t.equal(answer.headers['content-type'], 'application/problem+json', what);
		t.match(answer.json?.['detail'], detail, what);
	}
	t.equal((await post('{"signal":"CONT"}', { 'Content-Type': 'application/json; charset=UTF-8' })).status, 200);
	t.equal((await askRest(server, { path: '/programs', headers: { 'Content-Type': 'text/plain' } })).status, 200);
	t.equal((await askRest(server, { path: '/../../etc/passwd' })).status, 404);
});
