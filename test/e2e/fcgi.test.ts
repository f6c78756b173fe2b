/** Real fcgi-programs: a FastCGI child of ours, asked as a web server asks it, and by a real nginx. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type NetConnectOpts } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { askFcgi } from './ask-fcgi.ts';
import { freePort } from './free-port.ts';
import { IS_ROOT, type PodOptions, type PodUnderTest, startPod, TO_STDOUT } from './pod-under-test.ts';

const FILES: PodOptions['files'] = {
	'child.py': readFileSync(new URL('fcgi-child.py', import.meta.url), 'utf8'),
};
const NO_NGINX = !existsSync('/usr/sbin/nginx') && 'nginx is not installed';

function fcgiProgram(socket: string, more = ''): string {
	return `
[fcgi-program:php]
command=%(here)s/child.py
directory=%(here)s
socket=${socket}
startsecs=0
${TO_STDOUT}${more}
`;
}

function socketOf(pod: PodUnderTest): NetConnectOpts {
	return { path: join(pod.dir, 'php.sock') };
}

t.test('a real nginx reaches it over a unix socket and over TCP', { skip: NO_NGINX }, async (t) => {
	const http = await freePort();
	const tcp = await freePort(http);
	const pod = startPod(t, {
		files: {
			...FILES,
			'run/.keep': '',
			'nginx.conf': `
${IS_ROOT ? 'user root;' : ''} pid nginx.pid; error_log stderr notice; daemon off;
events {}
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  server {
    listen 127.0.0.1:${http};
    fastcgi_param SCRIPT_NAME $uri; fastcgi_param QUERY_STRING $query_string;
    location /unix { fastcgi_pass unix:php.sock; }
    location /tcp { fastcgi_pass 127.0.0.1:${tcp}; }
  }
}
`,
		},
		conf: `${fcgiProgram('unix://%(here)s/php.sock')}
${fcgiProgram(`tcp://localhost:${tcp}`).replace('fcgi-program:php', 'fcgi-program:tcp')}
[program:nginx]
command=nginx -p %(here)s/run -c %(here)s/nginx.conf
directory=%(here)s
readiness=listen:${http}
startsecs=0
${TO_STDOUT}`,
	});
	await pod.line(/accepting/, 2);
	await pod.line(/ready: nginx/);
	const pids = await Promise.all(
		['/unix', '/tcp'].map(async (path) => {
			const answer = await fetch(`http://127.0.0.1:${http}${path}`);
			t.equal(answer.status, 200, path);
			return Number((await answer.text()).split(' ')[0]);
		}),
	);
	t.strictSame(pids.sort(), [pidOf(pod, 'php'), pidOf(pod, 'tcp')].sort());
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	t.equal(pod.has('php.sock'), false);
});

/** Of a program's last child, as it sees itself. */
function pidOf(pod: PodUnderTest, program: string): number {
	return Number(
		pod
			.lines(new RegExp(`spawned: '${program}'`))
			.at(-1)
			?.match(/with pid (\d+)/)?.[1],
	);
}

t.test('its socket has the mode and the owner of the configuration', { skip: !IS_ROOT && 'needs root' }, async (t) => {
	for (const [more, mode, uid, gid] of [
		['', 0o700, 0, 0],
		['user=www-data', 0o700, 33, 33],
		['user=www-data\nsocket_owner=root:www-data\nsocket_mode=0660', 0o660, 0, 33],
	] as const) {
		const pod = startPod(t, { files: FILES, conf: fcgiProgram('unix://%(here)s/php.sock', more) });
		await pod.line(/accepting/);
		const stats = statSync(join(pod.dir, 'php.sock'));
		t.strictSame([stats.mode & 0o777, stats.uid, stats.gid], [mode, uid, gid], more);
		const { body } = await askFcgi(socketOf(pod));
		t.equal(body.split(' ')[1], more === '' ? '0' : '33', 'the child is its user');
		await pod.stop();
		t.equal(pod.has('php.sock'), false, 'it is removed at the end');
	}
});

t.test('two processes share one socket: while one is busy, the other answers', async (t) => {
	const pod = startPod(t, {
		files: FILES,
		conf: fcgiProgram('unix://%(here)s/php.sock', 'numprocs=2\nprocess_name=php_%(process_num)d'),
	});
	await pod.line(/accepting/, 2);
	const held = askFcgi(socketOf(pod), '/hold');
	await pod.until(() => pod.has('held'), 'a child that is busy');
	const other = await askFcgi(socketOf(pod));
	pod.write('go', '');
	const pids = [other, await held].map(({ body }) => body.split(' ')[0]);
	t.strictSame(pids.sort(), [pidOf(pod, 'php_0'), pidOf(pod, 'php_1')].map(String).sort());
	t.equal(pod.lines(/Creating socket/).length, 1);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	t.equal(pod.has('php.sock'), false);
});

for (const kind of ['unix', 'tcp'] as const) {
	t.test(`no connection over ${kind} is refused while its only child crashes and comes back`, async (t) => {
		const port = await freePort();
		const pod = startPod(t, {
			files: FILES,
			conf: fcgiProgram(kind === 'unix' ? 'unix://%(here)s/php.sock' : `tcp://127.0.0.1:${port}`),
		});
		const address = kind === 'unix' ? socketOf(pod) : { host: '127.0.0.1', port };
		await pod.line(/accepting/);
		for (let crash = 1; crash <= 3; crash++) {
			const [child] = pod.pidsOf(/child\.py/);
			if (child === undefined) throw new Error('no child');
			process.kill(child, 'SIGKILL');
			await pod.line(/exited: php/, crash);
			// All connect before there is a child again, or just then.
			const answers = await Promise.all(Array.from({ length: 20 }, () => askFcgi(address)));
			// The answers may be here before the line that tells of their child.
			await pod.line(/spawned: 'php'/, crash + 1);
			t.strictSame(
				answers.map(({ refused, body }) => [refused, body.split(' ')[0]]),
				answers.map(() => [undefined, String(pidOf(pod, 'php'))]),
				'each waits and is answered by the next child',
			);
		}
		t.equal(pod.lines(/Creating socket/).length, 1);
		t.equal(pod.lines(/Closing socket/).length, 0);
		t.strictSame(await pod.stop(), { code: 0, signal: null });
		t.match(await askFcgi(address), { refused: kind === 'unix' ? 'ENOENT' : 'ECONNREFUSED' });
	});
}

t.test('where a file is in the way or somebody else listens, it alone does not start', async (t) => {
	const pod = startPod(t, {
		files: { ...FILES, 'php.sock': 'precious' },
		conf: `${fcgiProgram('unix://%(here)s/php.sock', 'startretries=0')}
${fcgiProgram('unix://%(here)s/none/x.sock', 'startretries=0').replace('program:php', 'program:none')}
[program:web]
command=sleep 1000
startsecs=0
`,
	});
	await pod.line(/gave up: php/);
	await pod.line(/gave up: none/);
	await pod.line(/success: web/);
	await pod.line(/spawnerr: cannot open the socket unix:\/\/.*\/php\.sock: .*no socket/);
	await pod.line(/spawnerr: cannot open the socket unix:\/\/.*\/none\/x\.sock: its folder does not exist/);
	t.equal(pod.read('php.sock'), 'precious');
	t.strictSame(await pod.stop(), { code: 0, signal: null });
	t.equal(pod.read('php.sock'), 'precious');
});

t.test('a port that is taken is a failed start, and the start works once it is free', async (t) => {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	const pod = startPod(t, { files: FILES, conf: fcgiProgram(`tcp://localhost:${port}`, 'startretries=1000') });
	await pod.line(/spawnerr: cannot open the socket tcp:\/\/localhost:\d+: another process listens/);
	server.close();
	await pod.line(/accepting/);
	t.equal((await askFcgi({ host: '127.0.0.1', port })).body.split(' ')[0], String(pidOf(pod, 'php')));
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});

t.test('a socket that a crash of the daemon left behind is replaced; a reload opens it anew', async (t) => {
	const pod = startPod(t, { files: FILES, conf: fcgiProgram('unix://%(here)s/php.sock') });
	await pod.line(/accepting/);
	pod.rewrite({ conf: fcgiProgram('unix://%(here)s/new.sock') });
	pod.signal('SIGHUP');
	await pod.line(/accepting/, 2);
	t.equal(pod.has('php.sock'), false);
	t.match(await askFcgi({ path: join(pod.dir, 'new.sock') }), { refused: undefined, body: /^\d+ \d+$/ });
	process.kill(pod.pid, 'SIGKILL');
	await pod.exited.catch(() => undefined);
	t.equal(pod.has('new.sock'), true, 'it had no time');
	const next = startPod(t, { dir: pod.dir, conf: fcgiProgram('unix://%(here)s/new.sock') });
	await next.line(/accepting/);
	t.match(await askFcgi({ path: join(pod.dir, 'new.sock') }), { body: `${pidOf(next, 'php')} ${process.getuid?.()}` });
	t.strictSame(await next.stop(), { code: 0, signal: null });
});

t.test('no other program, and no child of it, inherits the socket', async (t) => {
	const pod = startPod(t, {
		files: FILES,
		conf: `${fcgiProgram('unix://%(here)s/php.sock')}
[program:web]
command=sleep 1000
startsecs=0
depends_on=php:started
`,
	});
	await pod.line(/accepting/);
	await pod.line(/success: web/);
	const [web] = pod.pidsOf(/^sleep 1000/);
	const { stdout } = spawnSync('ls', ['-l', `/proc/${web}/fd`], { encoding: 'utf8' });
	t.match(stdout, /0 -> pipe:/);
	t.notMatch(stdout, /socket:/);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});
