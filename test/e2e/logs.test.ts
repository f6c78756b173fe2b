import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { freePort } from './free-port.ts';
import { IS_ROOT, startPod } from './pod-under-test.ts';

t.test('100 MB of numbered lines through rotation: none lost, none torn', async (t) => {
	const lines = 1_000_000;
	const pod = startPod(t, {
		files: {
			// 100 bytes a line, in writes that no line fits into evenly.
			'count.py': `#!/usr/bin/python3
import os, sys
buffer = b''
for n in range(${lines}):
    buffer += b'%099d\\n' % n
    if len(buffer) > 77777:
        os.write(1, buffer[:77777]); buffer = buffer[77777:]
os.write(1, buffer)
`,
		},
		conf: `
[program:count]
command=%(here)s/count.py
type=oneshot
stdout_logfile=%(here)s/count.log
stdout_logfile_maxbytes=7MB
stdout_logfile_backups=20
`,
	});
	await pod.line(/exited: count \(exit status 0; expected\)/);
	let next = 0;
	let wrong = 0;
	let files = 0;
	for (let backup = 20; backup >= 0; backup--) {
		const path = join(pod.dir, backup === 0 ? 'count.log' : `count.log.${backup}`);
		if (!existsSync(path)) continue;
		files++;
		const text = readFileSync(path, 'latin1');
		for (const line of text.slice(0, -1).split('\n')) {
			if (line.length !== 99 || Number(line) !== next) wrong++;
			next++;
		}
		if (!text.endsWith('\n')) wrong++;
	}
	t.equal(next, lines, 'every line, once');
	t.equal(wrong, 0, 'in order and whole');
	t.ok(files > 12, `${files} files`);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('every byte that was written before a kill -9 is in the log', async (t) => {
	const pod = startPod(t, {
		conf: `
[program:dies]
command=sh -c 'head -c 900000 /dev/zero | tr "\\0" x; echo end; kill -9 $$'
startsecs=1000
startretries=0
stdout_logfile=%(here)s/dies.log
`,
	});
	await pod.line(/entered FATAL/);
	t.equal(pod.read('dies.log').length, 900_004);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('lines of many programs reach stdout whole, in the format that was asked for', async (t) => {
	const pod = startPod(t, {
		files: {
			'half.py': `#!/usr/bin/python3
import os, sys
for n in range(300):
    os.write(1, b'<%s %d ' % (os.environb[b'SUPERVISOR_PROCESS_NAME'], n)); os.write(1, b'x' * 200 + b'>\\n')
`,
		},
		conf: ['a', 'b', 'c']
			.map(
				(name) => `
[program:${name}]
command=%(here)s/half.py
type=oneshot
stdout_logfile=/dev/stdout
stdout_logfile_maxbytes=0
log_format=${{ a: 'raw', b: 'text', c: 'json' }[name]}
`,
			)
			.join(''),
	});
	await pod.line(/exited: . \(exit status 0; expected\)/, 3);
	t.equal(pod.lines(/^<a \d+ x{200}>$/).length, 300);
	t.equal(pod.lines(/^b \| <b \d+ x{200}>$/).length, 300);
	const json = pod.lines(/^\{/).map((line) => JSON.parse(line) as Record<string, unknown>);
	t.equal(json.length, 300);
	t.match(json[7], { program: 'c', stream: 'stdout', message: /^<c 7 x{200}>$/, time: /^\d{4}-\d\d-\d\dT/ });
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('container_log: every line is in the rotated file and on stdout, whole and in order', async (t) => {
	const lines = 5000;
	const pod = startPod(t, {
		files: {
			// In writes that end inside lines; the last line has no end.
			'count.py': `#!/usr/bin/python3
import os
text = b''.join(b'%099d\\n' % n for n in range(${lines}))[:-1]
for at in range(0, len(text), 7777): os.write(1, text[at:at + 7777])
os.write(2, b'done\\n')
`,
		},
		// Read together, the two would tear each other's lines here.
		wrapper: ['sh', '-c', 'exec "$@" 2> stderr', '--'],
		conf: ['text', 'json']
			.map(
				(format) => `
[program:${format}]
command=%(here)s/count.py
type=oneshot
stdout_logfile=%(here)s/${format}.log
stdout_logfile_maxbytes=50000
stdout_logfile_backups=20
stderr_logfile=%(here)s/${format}.err
log_format=${format}
container_log=true
`,
			)
			.join(''),
	});
	await pod.line(/exited: \w+ \(exit status 0; expected\)/, 2);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	const expected = Array.from({ length: lines }, (_, n) => String(n).padStart(99, '0'));
	for (const format of ['text', 'json']) {
		const names = Array.from({ length: 21 }, (_, index) => `${format}.log${index === 20 ? '' : `.${20 - index}`}`);
		const files = names.filter((name) => pod.has(name));
		t.ok(files.length > 1, `${files.length} files of ${format}`);
		t.ok(files.map((name) => pod.read(name)).join('') === expected.join('\n'), `${format}: the file has every byte`);
		t.equal(pod.read(`${format}.err`), 'done\n');
	}
	const text = pod.lines(/^text \| \d+$/).map((line) => line.slice('text | '.length));
	t.ok(text.join('\n') === expected.join('\n'), `${text.length} lines as text`);
	const json = pod.lines(/^\{/).map((line) => JSON.parse(line) as Record<string, unknown>);
	t.ok(json.map(({ message }) => message).join('\n') === expected.join('\n'), `${json.length} lines as objects`);
	t.match(json[7], { program: 'json', stream: 'stdout' });
	t.match(pod.read('stderr').trimEnd().split('\n').sort(), ['text | done', /"stream":"stderr","message":"done"/]);
});

t.test(
	'container_log: a reader of stdout that does not read costs the log file no byte, and holds up nobody',
	async (t) => {
		const megabytes = 12;
		const pod = startPod(t, {
			// Open for reading, so that it may be written to, and read by nobody.
			wrapper: ['sh', '-c', 'mkfifo stdout && exec "$@" 1<> stdout', '--'],
			daemon: 'logfile=%(here)s/daemon.log',
			conf: `
[program:talks]
command=sh -c 'yes 0123456789abcde | head -c ${megabytes}000000'
type=oneshot
stdout_logfile=%(here)s/talks.log
container_log=true
`,
		});
		const daemonLog = () => (pod.has('daemon.log') ? pod.read('daemon.log') : '');
		await pod.until(() => /exited: talks \(exit status 0; expected\)/.test(daemonLog()), 'the end of the program');
		const text = pod.read('talks.log');
		t.equal(text.length, megabytes * 1_000_000);
		t.ok(text === '0123456789abcde\n'.repeat(text.length / 16), 'every byte');
		t.match(daemonLog(), /WARN cannot write '\/dev\/stdout' \(EAGAIN\)/);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
		t.match(daemonLog(), /all stopped; exit status 0/);
	},
);

t.test('a reload that turns container_log on shows the lines from then on', async (t) => {
	const program = (own: string) =>
		`[program:says]\ncommand=sh -c "echo hello; exec sleep 1000"\nstdout_logfile=%(here)s/says.log\n${own}`;
	const pod = startPod(t, { conf: program('') });
	await pod.line(/success: says entered RUNNING/);
	t.same(pod.lines(/^hello$/), []);
	pod.rewrite({ conf: program('container_log=true\n') });
	pod.signal('SIGHUP');
	await pod.line(/^hello$/);
	await pod.line(/success: says entered RUNNING/, 2);
	t.equal(pod.read('says.log'), 'hello\nhello\n');
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test("log_format=json makes the daemon's own lines objects as well", async (t) => {
	const pod = startPod(t, { daemon: 'log_format=json', conf: '[program:a]\ncommand=sleep 1000\nstartsecs=0\n' });
	await pod.line(/"event":"process-state".*RUNNING/);
	const events = pod.lines(/./).map((line) => JSON.parse(line) as Record<string, unknown>);
	t.match(
		events.find(({ event }) => event === 'spawned'),
		{ program: 'podvisord', level: 'info', process: 'a', pid: Number },
	);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('SIGUSR2 opens the logs anew, so that another may rotate them', async (t) => {
	const pod = startPod(t, {
		files: { 'talk.sh': '#!/bin/sh\nwhile :; do echo line; sleep 0.02; done\n' },
		daemon: 'logfile=%(here)s/daemon.log',
		conf: '[program:talks]\ncommand=%(here)s/talk.sh\nstdout_logfile=%(here)s/talk.log\n',
	});
	await pod.until(() => pod.has('talk.log') && pod.read('talk.log').length > 10, 'some output');
	renameSync(join(pod.dir, 'talk.log'), join(pod.dir, 'talk.log.away'));
	renameSync(join(pod.dir, 'daemon.log'), join(pod.dir, 'daemon.log.away'));
	pod.signal('SIGUSR2');
	await pod.line(/received SIGUSR2 indicating log reopen request/);
	await pod.until(() => pod.has('talk.log') && pod.read('talk.log').length > 0, 'a new file');
	t.ok(pod.has('daemon.log'));
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	t.match(pod.read('daemon.log'), /stopped: talks/);
});

t.test('AUTO logs are made in childlogdir, and those of an earlier daemon go', async (t) => {
	const pod = startPod(t, {
		files: { 'old-stdout---supervisor-abcdef.log': 'old', 'other.log': 'kept' },
		conf: '[program:auto]\ncommand=sh -c "echo hello; exec sleep 1000"\nstartsecs=0\n',
	});
	const found = (): string | undefined =>
		pod
			.inside('ls', pod.dir)
			.split('\n')
			.find((name) => /^auto-stdout---supervisor-\w+\.log$/.test(name));
	await pod.line(/success: auto/);
	const name = await pod.until(found, 'the AUTO log');
	await pod.until(() => pod.read(name) === 'hello\n', 'its content');
	t.notOk(pod.has('old-stdout---supervisor-abcdef.log'));
	t.ok(pod.has('other.log'));
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

for (const user of ['root', 'www-data']) {
	t.test(
		`real nginx opens /dev/stdout and /dev/stderr, run as ${user}`,
		{ skip: !IS_ROOT && 'changes the user' },
		async (t) => {
			const port = await freePort();
			const pod = startPod(t, {
				files: {
					'nginx.conf': `
pid nginx.pid; error_log /dev/stderr notice;
events {}
http {
  access_log /dev/stdout;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  server { listen 127.0.0.1:${port}; location / { return 200 "ok\\n"; } }
}
`,
					'run/.keep': '',
				},
				conf: `
[program:prepare]
command=chown -R ${user} %(here)s/run
type=oneshot
[program:nginx]
command=nginx -p %(here)s/run -c %(here)s/nginx.conf -g "daemon off;"
user=${user}
depends_on=prepare:completed
readiness=listen:${port}
startsecs=0
stdout_logfile=/dev/stdout
stdout_logfile_maxbytes=0
stderr_logfile=/dev/stderr
stderr_logfile_maxbytes=0
`,
			});
			await pod.line(/ready: nginx/);
			const answer = await fetch(`http://127.0.0.1:${port}/hello`);
			t.equal(await answer.text(), 'ok\n');
			await pod.line(/"GET \/hello HTTP\/1\.1" 200/);
			t.strictSame(await pod.stop(), { code: 0, signal: null });
			t.match(pod.output, /\[notice\].*signal/, 'its error log came as well');
			t.notMatch(pod.output, /Permission denied|No such device/);
		},
	);
}

t.test('stdout_syslog sends each line to /dev/log', { skip: !IS_ROOT && 'mounts a /dev of its own' }, async (t) => {
	const pod = startPod(t, {
		files: {
			'listener.py': `#!/usr/bin/python3
import os, socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind('/dev/log'); os.write(3, b'\\n')
while True: print(s.recv(65536).decode(), flush=True)
`,
		},
		wrapper: [
			'unshare',
			'--mount',
			'sh',
			'-c',
			// A /dev of its own, in which nobody listens yet.
			'mkdir -p dev && mount -t tmpfs tmpfs dev && cp -a /dev/null /dev/std* /dev/fd dev/ && mount --move dev /dev && exec "$@"',
			'--',
		],
		conf: `
[program:syslog]
command=%(here)s/listener.py
readiness=fd:3
stdout_logfile=/dev/stdout
stdout_logfile_maxbytes=0
[program:talks]
command=sh -c "echo first line; printf 'unfinished'; exit 0"
type=oneshot
depends_on=syslog
stdout_syslog=true
stdout_logfile=NONE
`,
	});
	await pod.line(/^<14>.*: talks first line$/);
	await pod.line(/^<14>.*: talks unfinished$/);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});
