/** The listeners that most users of supervisord run, as they are: superlance's own programs, from PyPI. */
import t from 'tap';
import { findSuperlance, PYTHON } from './find-superlance.ts';
import { type PodUnderTest, startPod } from './pod-under-test.ts';

const superlance = await findSuperlance();
const skip: string | false = 'missing' in superlance ? superlance.missing : false;
const folder: string = 'folder' in superlance ? superlance.folder : '';

const SERVERS = `
[unix_http_server]
file=%(here)s/supervisor.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
`;

function listener(name: string, module: string, args: string, events: string): string {
	return `
[eventlistener:${name}]
command=${PYTHON} -u -m superlance.${module} ${args}
events=${events}
environment=PYTHONPATH="${folder}"
stderr_logfile=/dev/stderr
stderr_logfile_maxbytes=0
`;
}

t.test('httpok restarts a program whose page is not what it should be', { skip }, async (t) => {
	const pod = startPod(t, {
		files: {
			// Healthy once it was restarted.
			'web.py': `#!${PYTHON}
import http.server, os
marker = os.environ['MARKER']
healthy = os.path.exists(marker)
open(marker, 'w').close()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if healthy else 500)
        self.end_headers()
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
print('port %d' % server.server_port, flush=True)
open(os.environ['PORT_FILE'], 'w').write(str(server.server_port))
server.serve_forever()
`,
			// The port is known when the program listens; httpok wants its URL at its start.
			'httpok.sh': `#!/bin/sh
while ! [ -s "$PORT_FILE" ]; do sleep 0.05; done
exec ${PYTHON} -u -m superlance.httpok -p web "http://127.0.0.1:$(cat "$PORT_FILE")/"
`,
		},
		conf: `${SERVERS}
[program:web]
command=%(here)s/web.py
startsecs=0
stdout_logfile=/dev/stdout
stdout_logfile_maxbytes=0
environment=MARKER="%(here)s/marker",PORT_FILE="%(here)s/port"
[eventlistener:httpok]
command=%(here)s/httpok.sh
events=TICK_5
environment=PYTHONPATH="${folder}",PORT_FILE="%(here)s/port"
stderr_logfile=/dev/stderr
stderr_logfile_maxbytes=0
`,
	});
	await pod.line(/spawned: 'web'/, 2);
	t.match(pod.output, /Restarting selected processes \['web'\]/, 'httpok says that it did it');
	t.match(pod.output, /stopped: web/);
	await end(pod, t);
});

t.test('memmon restarts a program that takes too much memory', { skip }, async (t) => {
	const pod = startPod(t, {
		files: {
			'hog.py': `#!${PYTHON}
import os, time
marker = os.environ['MARKER']
fat = not os.path.exists(marker)
open(marker, 'w').close()
memory = bytearray(os.urandom(1024)) * (96 * 1024) if fat else None
time.sleep(1000)
`,
		},
		conf: `${SERVERS}
[program:hog]
command=%(here)s/hog.py
startsecs=0
environment=MARKER="%(here)s/marker"
${listener('memmon', 'memmon', '-p hog=64MB', 'TICK_5')}`,
	});
	await pod.line(/spawned: 'hog'/, 2);
	t.match(pod.output, /RSS of hog:hog is \d+/, 'memmon says why');
	t.match(pod.output, /stopped: hog/);
	await end(pod, t);
});

t.test('crashmail tells of an unexpected exit', { skip }, async (t) => {
	const pod = startPod(t, {
		files: { 'sendmail.sh': '#!/bin/sh\ncat >"$MAIL.new" && mv "$MAIL.new" "$MAIL"\n' },
		conf: `${SERVERS}
[program:crash]
command=sh -c "sleep 0.2; exit 3"
startsecs=0
autorestart=false
${listener('crashmail', 'crashmail', '-p crash -m ops@example.com -s %(here)s/sendmail.sh', 'PROCESS_STATE').replace(
	`"${folder}"`,
	`"${folder}",MAIL="%(here)s/mail"`,
)}`,
	});
	const mail = await pod.until(() => (pod.has('mail') ? pod.read('mail') : undefined), 'the mail');
	t.match(mail, /^To: ops@example.com\nSubject: .*crash crashed/);
	t.match(mail, /Process crash in group crash exited unexpectedly \(pid \d+\) from state RUNNING/);
	await end(pod, t);
});

async function end(pod: PodUnderTest, t: Pick<typeof import('tap').default, 'strictSame' | 'notMatch'>): Promise<void> {
	t.notMatch(pod.output, /UNKNOWN/, 'no listener left the protocol');
	t.strictSame(await pod.stop(), { code: 0, signal: null });
}
