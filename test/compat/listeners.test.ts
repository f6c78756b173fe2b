/** Real event listeners, told by both daemons of the same programs: the same events, headers and payloads. */
import { readFileSync } from 'node:fs';
import t from 'tap';
import { NO_REFERENCE, type Pair, startPair } from './pair.ts';
import { plainConf } from './plain-conf.ts';
import type { Rival } from './rival.ts';

// Most of the time they wait.
t.jobs = 3;

const RECORDER = readFileSync(new URL('recorder.py', import.meta.url), 'utf8');

interface Told {
	readonly header: Readonly<Record<string, string>>;
	readonly payload: string;
	readonly answer: string;
}

interface ListenerOptions {
	readonly events: string;
	readonly answers?: string;
	readonly more?: string;
}

function listener(name: string, { events, answers = '', more = '' }: ListenerOptions): string {
	return `
[eventlistener:${name}]
command=/usr/bin/python3 -u %(here)s/recorder.py
events=${events}
environment=RECORD="%(here)s/${name}.jsonl",ANSWERS="${answers}",PYTHONIOENCODING="utf-8"
startsecs=0
stderr_logfile=%(here)s/${name}.err
${more}
`;
}

function start(t: Parameters<typeof startPair>[0], sections: string, daemon = ''): Pair {
	return startPair(t, { conf: plainConf(sections, daemon), files: { 'recorder.py': RECORDER } });
}

/** What a listener was told so far; the last line may be half written. */
function told(rival: Rival, name: string): Told[] {
	if (!rival.has(`${name}.jsonl`)) return [];
	const lines = rival.read(`${name}.jsonl`).split('\n').slice(0, -1);
	return lines.map((line) => JSON.parse(line) as Told);
}

async function hears(rival: Rival, name: string, pattern: RegExp, count = 1): Promise<void> {
	const matching = (): Told[] =>
		told(rival, name).filter(({ header, payload }) => pattern.test(`${header['eventname']} ${payload}`));
	await rival.until(
		() => matching().length >= count,
		() => `${count} × ${pattern} at ${name}; it heard ${JSON.stringify(told(rival, name))}`,
	);
}

/** Without what differs from run to run. */
function masked({ header, payload }: Told): string {
	const { eventname, ver, server, pool } = header;
	const facts = payload.replace(/\bpid:\d+/, 'pid:PID').replace(/\bwhen:\d+/, 'when:WHEN');
	return `${ver} ${server} ${pool} ${eventname} ${JSON.stringify(facts)}`;
}

/** By what they are about, in order: how events of different processes mix is chance. */
function byProcess(events: readonly Told[]): Record<string, string[]> {
	const sorted: Record<string, string[]> = {};
	for (const event of events) {
		const about = /processname:(\S+)/.exec(event.payload)?.[1] ?? 'pod';
		sorted[about] = [...(sorted[about] ?? []), masked(event)];
	}
	return sorted;
}

t.test('the states of processes, of groups and of the pod', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const pair = start(
		t,
		`${listener('ear', { events: 'PROCESS_STATE,PROCESS_GROUP,SUPERVISOR_STATE_CHANGE', more: 'buffer_size=100' })}
[program:steady]
command=sleep 1000
startsecs=0
[program:ends]
command=sh -c "sleep 1.5; exit 3"
autorestart=false
[program:finishes]
command=sh -c "sleep 1.5; exit 0"
autorestart=unexpected
[program:quick]
command=sh -c "exit 1"
startretries=1
startsecs=1000
[program:absent]
command=/no/such/file
startretries=0
`,
		'identifier=pod-7',
	);
	await pair.both(async (rival) => {
		await hears(rival, 'ear', /STATE_FATAL processname:quick/);
		await hears(rival, 'ear', /STATE_FATAL processname:absent/);
		await hears(rival, 'ear', /STATE_EXITED processname:ends/);
		await hears(rival, 'ear', /STATE_EXITED processname:finishes/);
		await hears(rival, 'ear', /STATE_RUNNING processname:steady/);
	});
	await pair.stop();
	const { supervisord, podvisord } = await pair.both((rival) => byProcess(told(rival, 'ear')));
	// Whether it is told of its own start depends on how soon it is ready; at the end, on who is quicker.
	for (const side of [supervisord, podvisord]) delete side['ear'];
	t.strictSame(podvisord, supervisord);
	t.match(podvisord['ends']?.at(-1), /from_state:RUNNING expected:0 pid:PID/);
	t.match(podvisord['pod']?.at(-1), /SUPERVISOR_STATE_CHANGE_STOPPING/);
	for (const rival of [pair.supervisord, pair.podvisord]) {
		const serials = told(rival, 'ear').map(({ header }) => [Number(header['serial']), Number(header['poolserial'])]);
		const wanted = serials.map((_, index) => [(serials[0]?.[0] ?? 0) + index, (serials[0]?.[1] ?? 0) + index]);
		t.strictSame(serials, wanted, `${rival.name}: one after the other, none is missing`);
	}
});

t.test('what programs write and send', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const talk = `#!/usr/bin/python3
import os, sys, time
def write(fd, data):
    os.write(fd, data)
    time.sleep(0.3)
write(1, 'gr\\u00fc\\u00dfe\\n'.encode())
write(2, b'trouble\\n')
write(1, b'before<!--XSUPERVISOR:BEGIN-->mess')
write(1, b'age<!--XSUPERVI')
write(1, b'SOR:END-->after this comes more and more\\n')
write(1, b'\\xff\\xfe not text, and long enough to be looked at\\n')
open(os.environ['DONE'], 'w').close()
time.sleep(1000)
`;
	const pair = startPair(t, {
		conf: plainConf(`${listener('ear', { events: 'PROCESS_LOG,PROCESS_COMMUNICATION' })}
[program:talk]
command=%(here)s/talk.py
environment=DONE="%(here)s/done"
startsecs=0
stdout_logfile=%(here)s/talk.log
stdout_events_enabled=true
stderr_events_enabled=true
stdout_capture_maxbytes=1MB
`),
		files: { 'recorder.py': RECORDER, 'talk.py': talk },
	});
	await pair.both((rival) => hears(rival, 'ear', /not text/));
	await pair.stop();
	const heard = await pair.both((rival) => {
		const events = told(rival, 'ear').filter(({ payload }) => payload.startsWith('processname:talk '));
		// In how many pieces a daemon reads what was written is chance; what it says of them is not.
		const texts = new Map<string, string>();
		for (const { header, payload } of events) {
			const [facts = '', data] = payload.replace(/pid:\d+/, 'pid:PID').split(/\n(.*)/s);
			const kind = `${header['eventname']} ${facts}`;
			texts.set(kind, `${texts.get(kind) ?? ''}${data}`);
		}
		return [...texts].sort();
	});
	t.strictSame(heard.podvisord, heard.supervisord);
	const kinds = heard.podvisord.map(([kind]) => kind.split(' ')[0]);
	t.strictSame(kinds, ['PROCESS_COMMUNICATION_STDOUT', 'PROCESS_LOG_STDERR', 'PROCESS_LOG_STDOUT']);
	t.match(heard.podvisord[0], ['PROCESS_COMMUNICATION_STDOUT processname:talk groupname:talk pid:PID', 'message']);
	t.strictSame(
		await pair.both((rival) => rival.read('talk.log').includes('XSUPERVISOR')),
		{ supervisord: false, podvisord: false },
		'what is captured is not in the log',
	);
});

for (const [answer, how] of [
	['FAIL', 'a FAIL'],
	['DIE', "the listener's death"],
] as const) {
	t.test(`${how} sends the same event again`, { buffered: true, skip: NO_REFERENCE }, async (t) => {
		const pair = start(
			t,
			`${listener('ear', { events: 'PROCESS_STATE_RUNNING', answers: `OK ${answer}` })}
[program:a]
command=sleep 1000
startsecs=0
[program:b]
command=sleep 1000
startsecs=0
`,
		);
		await pair.both(async (rival) => {
			await hears(rival, 'ear', /processname:a /);
			await hears(rival, 'ear', /processname:b /);
			await rival.until(() => told(rival, 'ear').length >= 4, 'the event that was not processed, again');
		});
		await pair.stop();
		for (const rival of [pair.supervisord, pair.podvisord]) {
			const events = told(rival, 'ear');
			const failed = events.findIndex((event) => event.answer === answer);
			t.equal(failed, 1, rival.name);
			const again = events.findIndex(
				({ header }, index) => index > failed && header['serial'] === events[failed]?.header['serial'],
			);
			t.equal(again, failed + 1, `${rival.name}: it comes next`);
			t.strictSame(events[again]?.header, events[failed]?.header, `${rival.name}: under the same numbers`);
			t.equal(events[again]?.payload, events[failed]?.payload, rival.name);
		}
	});
}

t.test('what is no answer parks the listener for good', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const pair = start(
		t,
		`${listener('ear', { events: 'PROCESS_STATE_RUNNING', answers: 'GARBAGE' })}
[program:a]
command=sleep 1000
startsecs=0
`,
	);
	const warning = /^ear: has entered the UNKNOWN state and will no longer receive events/;
	const lines = await pair.both((rival) => rival.line(warning));
	t.strictSame(lines.podvisord, lines.supervisord, 'the same line in the log');
	const bad = await pair.both((rival) => rival.line(/^ear: bad result line: 'what is this'/));
	t.strictSame(bad.podvisord, bad.supervisord);
	await pair.stop();
	t.strictSame(await pair.both((rival) => told(rival, 'ear').length), { supervisord: 1, podvisord: 1 });
});

t.test('a buffer that is full loses the oldest, and says so', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	// Never READY: whatever happens stays in the buffer.
	const pair = start(
		t,
		`[eventlistener:deaf]
command=sleep 1000
events=PROCESS_STATE
buffer_size=2
startsecs=0
[program:a]
command=sleep 1000
startsecs=0
[program:b]
command=sleep 1000
startsecs=0
`,
	);
	const overflow = /^pool deaf event buffer overflowed, discarding event \d+/;
	await pair.both((rival) => rival.line(overflow, 4));
	await pair.stop();
	const discarded = await pair.both((rival) =>
		rival.log.filter(({ message }) => overflow.test(message)).map(({ level, message }) => `${level} ${message}`),
	);
	const first = (lines: readonly string[]): readonly string[] => lines.slice(0, 4);
	t.strictSame(first(discarded.podvisord), first(discarded.supervisord));
	t.match(discarded.podvisord[0], /^ERRO .* event 0$/);
});

t.test('ticks come at the beginning of each five seconds', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const pair = start(t, listener('ear', { events: 'TICK_5' }));
	await pair.both((rival) => hears(rival, 'ear', /^TICK_5 when:\d+$/, 2));
	await pair.stop();
	const ticks = await pair.both((rival) => told(rival, 'ear').slice(0, 2));
	for (const events of [ticks.supervisord, ticks.podvisord]) {
		const [first = 0, second = 0] = events.map(({ payload }) => Number(payload.slice('when:'.length)));
		t.equal(first % 5, 0);
		t.equal(second - first, 5);
	}
	t.strictSame(ticks.podvisord.map(masked), ticks.supervisord.map(masked));
});

const SERVER = `[unix_http_server]
file=%(here)s/s.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://%(here)s/s.sock
`;

/** A call by Python's own client. */
function call(rival: Rival, expression: string): void {
	const script = `
from supervisor.xmlrpc import SupervisorTransport
from xmlrpc.client import ServerProxy
proxy = ServerProxy('http://127.0.0.1', transport=SupervisorTransport(None, None, 'unix://${rival.dir}/s.sock'))
${expression}`;
	rival.inside('/usr/bin/python3', '-W', 'ignore', '-c', script);
}

t.test('what others send, and groups that come and go', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const ear = listener('ear', { events: 'REMOTE_COMMUNICATION,PROCESS_GROUP', more: 'buffer_size=100' });
	const conf = (sections: string): string => plainConf(`${SERVER}${ear}${sections}`);
	const program = (name: string): string => `[program:${name}]\ncommand=sleep 1000\nstartsecs=0\n`;
	const pair = startPair(t, {
		conf: conf(program('goes') + program('stays')),
		files: { 'recorder.py': RECORDER },
	});
	await pair.both(async (rival) => {
		await hears(rival, 'ear', /GROUP_ADDED groupname:stays/);
		call(rival, "proxy.supervisor.sendRemoteCommEvent('greeting', 'gr\\u00fc\\u00dfe\\nand more')");
		call(rival, "proxy.supervisor.sendRemoteCommEvent('empty', '')");
		await hears(rival, 'ear', /type:empty/);
		rival.write('pod.conf', conf(program('stays') + program('comes')));
		call(rival, 'proxy.supervisor.reloadConfig()');
		call(rival, "proxy.supervisor.stopProcessGroup('goes')");
		call(rival, "proxy.supervisor.removeProcessGroup('goes')");
		call(rival, "proxy.supervisor.addProcessGroup('comes')");
		await hears(rival, 'ear', /GROUP_ADDED groupname:comes/);
	});
	await pair.stop();
	const heard = await pair.both((rival) => told(rival, 'ear').map(masked));
	t.strictSame(heard.podvisord, heard.supervisord);
	t.equal(heard.podvisord.filter((line) => line.includes('REMOTE_COMMUNICATION')).length, 2);
	t.equal(heard.podvisord.filter((line) => line.includes('GROUP_REMOVED')).length, 1);
});
