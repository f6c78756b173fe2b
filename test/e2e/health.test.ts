/** Health with real programs, probes and a real daemon: who is restarted, who is only not ready, and who waits. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { askRest } from './ask-rest.ts';
import { freePort } from './free-port.ts';
import { IS_ROOT, type PodUnderTest, startPod } from './pod-under-test.ts';

const CONTROL = '[unix_http_server]\nfile=%(here)s/control.sock\n';

/** Answers each request with the status that is in the file `status`. */
const SERVER = `
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(open('status').read()))
        self.end_headers()
    def log_message(self, *args):
        pass
http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
`;

/** As long as no test takes: what happens sooner is not because of it. */
const LONG = '100s';

async function start(t: Test, conf: string, files: Readonly<Record<string, string>> = {}): Promise<PodUnderTest> {
	return startPod(t, { conf: `${CONTROL}${conf}`, files: { status: '200', 'server.py': SERVER, ...files } });
}

interface Details {
	readonly name: string;
	readonly statename: string;
	readonly ready: boolean;
	readonly pid: number;
	readonly starts: number;
	readonly description: string;
}

async function detailsOf(pod: PodUnderTest, name: string): Promise<Details> {
	const { json } = await askRest({ socketPath: join(pod.dir, 'control.sock') }, { path: `/programs/${name}` });
	return json as unknown as Details;
}

/** It is ready, in the daemon's log; not that it is not. */
const READY = /(?<!not )ready: web/;

/** A web server whose health is asked over HTTP. */
async function web(t: Test, options: string, more = ''): Promise<{ readonly pod: PodUnderTest; readonly url: string }> {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}/`;
	const conf = `[program:web]
command=python3 server.py ${port}
directory=%(here)s
startsecs=0
stopwaitsecs=60
health_interval=200ms
health_timeout=${LONG}
health_start_period=${LONG}
health_retries=2
${options.replaceAll('URL', url)}
${more}`;
	return { pod: await start(t, conf), url };
}

t.test('who fails its liveness is restarted, with a delay, and is well again', async (t) => {
	const { pod, url } = await web(t as Test, 'health=URL');
	await pod.line(READY);
	const before = await detailsOf(pod, 'web');
	pod.write('status', '503');
	await pod.until(
		() => pod.output.includes(`unhealthy: web (liveness: HTTP 503 from ${url}); restarting`),
		'what is wrong with it',
	);
	pod.write('status', '200');
	await pod.line(/stopped: web \(.*; unhealthy\)/);
	await pod.line(READY, 2);
	const after = await detailsOf(pod, 'web');
	t.match(after, { statename: 'RUNNING', ready: true, starts: 2 });
	t.not(after.pid, before.pid);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('who never gets well is FATAL after startretries + 1 starts, and says why', async (t) => {
	const pod = await start(
		t as Test,
		`[program:ill]
command=sleep 1000
startsecs=0
startretries=1
liveness=exec:sh -c 'echo "no disk left"; exit 7'
health_interval=100ms
health_timeout=${LONG}
health_retries=2
`,
	);
	await pod.line(/gave up: ill entered FATAL state/);
	t.equal(pod.lines(/spawned: 'ill'/).length, 2);
	t.equal(pod.lines(/unhealthy: ill \(liveness: exit status 7 of sh: no disk left\); restarting/).length, 2);
	const { description, statename } = await detailsOf(pod, 'ill');
	t.equal(statename, 'FATAL');
	t.equal(description, 'Unhealthy: exit status 7 of sh: no disk left');
	await pod.stop();
});

t.test('who is not ready any more is left alone, and seen', async (t) => {
	const { pod, url } = await web(t as Test, 'readiness=URL');
	await pod.line(READY);
	const before = await detailsOf(pod, 'web');
	t.equal(before.ready, true);
	pod.write('status', '500');
	await pod.until(() => pod.output.includes(`not ready: web (HTTP 500 from ${url})`), 'why it is not ready');
	const during = await detailsOf(pod, 'web');
	t.match(during, { ready: false, statename: 'RUNNING', pid: before.pid, starts: 1 });
	pod.write('status', '204');
	await pod.line(READY, 2);
	t.match(await detailsOf(pod, 'web'), { ready: true, pid: before.pid });
	await pod.stop();
});

t.test('dependants start when what they need is ready, and startup goes before all other probes', async (t) => {
	const pod = await start(
		t as Test,
		`[program:base]
command=sleep 1000
startsecs=0
startup=exec:test -e %(here)s/started
readiness=exec:sh -c 'test -e %(here)s/started || touch %(here)s/too-early; test -e %(here)s/ready'
liveness=exec:sh -c 'test -e %(here)s/started || touch %(here)s/too-early'
health_interval=100ms
health_timeout=${LONG}
health_start_period=${LONG}
[program:app]
command=sleep 1000
startsecs=0
depends_on=base:ready
`,
	);
	await pod.line(/app waits: base is not ready/);
	pod.write('started', '');
	t.equal(pod.lines(/spawned: 'app'/).length, 0);
	pod.write('ready', '');
	await pod.line(/ready: base/);
	await pod.line(/spawned: 'app'/);
	t.notOk(pod.has('too-early'));
	await pod.stop();
});

t.test('one whose startup never comes is restarted', async (t) => {
	const pod = await start(
		t as Test,
		`[program:slow]
command=sleep 1000
startsecs=0
startretries=0
startup=listen:1
health_interval=100ms
health_retries=2
`,
	);
	await pod.line(/unhealthy: slow \(startup: does not listen on port 1\); restarting/);
	await pod.line(/gave up: slow entered FATAL state/);
	await pod.stop();
});

t.test('a line of its output, and a port that it listens on', async (t) => {
	const port = await freePort();
	const pod = await start(
		t as Test,
		`[program:talker]
command=sh -c 'echo starting; echo "now READY for 7 clients" >&2; exec sleep 1000'
startsecs=0
readiness=log:READY for [0-9]+ clients$
[program:listener]
command=python3 server.py ${port}
directory=%(here)s
startsecs=0
readiness=listen:${port}
`,
	);
	await pod.line(/ready: talker/);
	await pod.line(/ready: listener/);
	await pod.stop();
});

const NOTIFIER = `#!/bin/sh
while [ ! -e "$1" ]; do sleep 0.1; done
systemd-notify --ready --status="up and well" && touch "$1.said"
exec sleep 1000
`;

const noSystemd = !existsSync('/usr/bin/systemd-notify') && 'no systemd-notify';

t.test('systemd-notify says that a program is ready, as its child and as its user', { skip: noSystemd }, async (t) => {
	const user = IS_ROOT ? 'user=nobody\n' : '';
	const pod = await start(
		t as Test,
		`[program:mine]
command=%(here)s/notifier %(here)s/go-mine
${user}startsecs=0
readiness=notify
stderr_logfile=%(here)s/mine.err
[program:stranger]
command=%(here)s/stranger %(here)s
startsecs=0
`,
		{
			notifier: NOTIFIER.replace('&& touch "$1.said"', ''),
			// Takes the address from the other's environment, and speaks in its stead.
			stranger: `#!/bin/sh
while [ ! -e "$1/go-stranger" ]; do sleep 0.1; done
NOTIFY_SOCKET="$(cat "$1/address")" systemd-notify --ready
echo $? > "$1/said.new"; mv "$1/said.new" "$1/said"
exec sleep 1000
`,
		},
	);
	await pod.line(/success: mine entered RUNNING/);
	const [pid = 0] = pod.pidsOf(/notifier/);
	const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
	const address = environment.find((line) => line.startsWith('NOTIFY_SOCKET='))?.slice('NOTIFY_SOCKET='.length) ?? '';
	t.match(address, /^@podvisor\/[0-9a-f]+\/notify$/);
	pod.write('address', address);
	pod.write('go-stranger', '');
	await pod.until(() => pod.has('said'), 'the stranger has spoken');
	t.equal(pod.read('said'), '0\n', 'and was heard: it waits until what it said is dealt with');
	t.match(await detailsOf(pod, 'mine'), { ready: false });
	pod.write('go-mine', '');
	await pod.line(/ready: mine/);
	t.match(await detailsOf(pod, 'mine'), { ready: true });
	await pod.stop();
});

/** Sends WATCHDOG=1 five times as often as it must, until the file `hang` is there. */
const WATCHED = `
import os, socket, time
assert os.environ['WATCHDOG_USEC'] == '8000000', os.environ['WATCHDOG_USEC']
assert 'WATCHDOG_PID' not in os.environ
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.connect('\\0' + os.environ['NOTIFY_SOCKET'][1:])
s.send(b'READY=1\\nSTATUS=working')
while True:
    if not os.path.exists('hang'):
        s.send(b'WATCHDOG=1')
    if os.path.exists('trigger'):
        s.send(b'WATCHDOG=trigger')
    time.sleep(0.2)
`;

t.test('the watchdog restarts who is silent for too long, and at once who asks for it', async (t) => {
	const pod = await start(
		t as Test,
		`[program:dog]
command=python3 watched.py
directory=%(here)s
environment=WATCHDOG_PID="1"
startsecs=0
readiness=notify
liveness=notify
health_interval=4s
health_retries=2
`,
		{ 'watched.py': WATCHED },
	);
	await pod.line(/ready: dog/);
	pod.write('hang', '');
	// It may hang before its first one.
	await pod.line(/unhealthy: dog \(liveness: (sent no WATCHDOG=1 for 8 s|has not sent WATCHDOG=1 yet)\); restarting/);
	pod.write('trigger', '');
	await pod.line(/unhealthy: dog \(liveness: sent WATCHDOG=trigger\); restarting/);
	await pod.stop();
});

t.test('probes that hang keep nobody waiting, and end with the pod', async (t) => {
	const port = await freePort();
	const pod = await start(
		t as Test,
		`[program:black-hole]
command=python3 -c 'import socket, time; s = socket.create_server(("127.0.0.1", ${port})); time.sleep(1000)'
startsecs=0
[program:many]
command=sleep 1000
process_name=%(program_name)s-%(process_num)d
numprocs=10
startsecs=0
startup=exec:touch %(here)s/asked-%(process_num)d
readiness=exec:sleep 1000
liveness=http://127.0.0.1:${port}/
health_timeout=${LONG}
health_interval=200ms
health_start_period=${LONG}
`,
	);
	await pod.until(() => pod.pidsOf(/^sleep 1000/).length === 20, 'each program has its probe beside it');
	t.match(await detailsOf(pod, 'many:many-9'), { statename: 'RUNNING', ready: false });
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});
