import t from 'tap';
import { checkReport } from '../../src/config/check-report.ts';
import { adviceOn, loadText, memoryConfigSource, wholeAdviceOn } from './memory-config-source.ts';

const MAIN = '[supervisord]\n';

/** Without what is said of every use: what is Podvisor's own, and what this version does not do yet. */
function about(...parameters: Parameters<typeof adviceOn>): string[] {
	return adviceOn(...parameters).filter((line) => !/Podvisor's own|in this version/.test(line));
}

const program = (lines: string): string => `${MAIN}[program:web]\n${lines}\n`;

t.test('has nothing to say about a configuration in order', async (t) => {
	t.same(
		about(`[unix_http_server]
file=/run/supervisor.sock
[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
retries=3
[supervisorctl]
serverurl=unix:///run/supervisor.sock
[ctlplugin:x]
anything=goes
[program:nginx]
command=nginx -g "daemon off;" ; in the foreground
stdout_logfile=/dev/stdout
stdout_logfile_maxbytes=0
redirect_stderr=true
environment=A="1",B="2"
`),
		[],
	);
});

t.test('names near-miss and unknown keys and sections', async (t) => {
	t.same(
		adviceOn(
			`${MAIN}numprocs=1\nlog_level=info\n[program:web]\ncommand=x\nautorestat=true\nstdout_logfile_maxbyte=1\nheart=x\nlogfile=/tmp/x\n[programm:db]\nx=y\n[ program:y ]\n[superviserd]\n[nginx]\n`,
		),
		[
			'pod.conf:2: supervisord: numprocs: is no option of this section, and is ignored; it belongs to [program:…]',
			'pod.conf:3: supervisord: log_level: is no option of this section, and is ignored; did you mean loglevel?',
			'pod.conf:6: program:web: autorestat: is no option of this section, and is ignored; did you mean autorestart?',
			'pod.conf:7: program:web: stdout_logfile_maxbyte: is no option of this section, and is ignored; did you mean stdout_logfile_maxbytes?',
			'pod.conf:8: program:web: heart: is no option of this section, and is ignored; remove it',
			'pod.conf:9: program:web: logfile: is no option of this section, and is ignored; it belongs to [supervisord]',
			'pod.conf:10: programm:db: is no section that is known; did you mean "[program:db]"?',
			'pod.conf:12:  program:y : is no section that is known; write [program:y], without the spaces',
			'pod.conf:13: superviserd: is no section that is known; did you mean "[supervisord]"?',
			'pod.conf:14: nginx: is no section that is known; known are [supervisord], [program:…], [group:…], [eventlistener:…], [fcgi-program:…], [include], [unix_http_server], [inet_http_server], [probe_server], [memory_watcher], [disk_watcher], [alert:…], [supervisorctl], [rpcinterface:…], [ctlplugin:…]',
		],
	);
});

t.test('names near-miss keys in a file with errors, too', async (t) => {
	t.same(adviceOn(`${MAIN}[program:web]\ncomand=x\n`), [
		'pod.conf:3: program:web: comand: is no option of this section, and is ignored; did you mean command?',
	]);
});

t.test('tells what only Podvisor knows', async (t) => {
	t.same(adviceOn(`${MAIN}start_order=ready\n[program:web]\ncommand=x\nrlimit_nofile=10\n`), [
		"pod.conf:2: supervisord: start_order: 2 settings are Podvisor's own (start_order, rlimit_nofile); supervisord would ignore them",
	]);
});

t.test('finds a comment inside quotes, and what it breaks', async (t) => {
	t.same(adviceOn(program('command=sh -c "a ; b"')), [
		'pod.conf:3: program:web: command: " ;" begins a comment here, even inside quotes; the rest of the line is lost; remove the space before it',
		'pod.conf:3: program:web: command: cannot be split (no closing quotation), so that the program cannot start; close the quotation mark',
	]);
	t.match(adviceOn(program('command=x\nenvironment=A="1",B=\'#x\',C="a #b"')), [
		/environment: " #" begins a comment here/,
	]);
	t.same(adviceOn(program('command=echo "a;b" \'c#d\' ; "really a comment')), []);
});

t.test('finds an option that is swallowed by the indentation', async (t) => {
	t.same(adviceOn(program('command=x\n  numprocs=2\n  --flag=1')), [
		'pod.conf:3: program:web: command: goes on with the indented line that begins with "numprocs"; write numprocs as far to the left as command if it is an option',
	]);
});

t.test('finds daemons that leave the foreground', async (t) => {
	const daemons = [
		'nginx',
		'/usr/sbin/nginx -c /etc/nginx.conf',
		'service nginx start',
		'/etc/init.d/cron start',
		'systemctl start nginx',
		'php-fpm',
		'/usr/sbin/php-fpm8.2 -R',
		'redis-server /etc/redis.conf --daemonize yes',
		'/usr/sbin/sshd',
		'sshd -e -p 22',
		'apache2ctl start',
		'/usr/sbin/apache2',
		'httpd -k start',
		'cron',
		'crond -l 2',
		'rsyslogd',
		'syslog-ng --no-caps',
		'dovecot',
		'postfix start',
		'memcached -d -u root',
		'mongod --fork',
		'haproxy -D -f /etc/h.cfg',
		'uwsgi --daemonize=/tmp/x --ini x',
		'gunicorn -D app',
		'celery multi start w1',
		'pm2 start app.js',
		'supervisord -c x',
		'bash -c "nginx && tail -f /dev/null"',
		'sh -c "exec nginx"',
		'/bin/sh -ec "env A=1 service cron start; sleep 9"',
	];
	for (const command of daemons)
		t.match(adviceOn(program(`command=${command}`)), [/command: .* leaves the foreground/], command);
	const foreground = [
		'nginx -g "daemon off;"',
		`nginx -c x -g 'pid /run/x; daemon   off;'`,
		'nginx -t',
		'php-fpm -F',
		'php-fpm8.2 -RF',
		'php-fpm --nodaemonize',
		'redis-server --loglevel notice',
		'redis-server --daemonize no',
		'/usr/sbin/sshd -D',
		'sshd -eD',
		'apache2ctl -D FOREGROUND',
		'apachectl -DFOREGROUND',
		'/usr/sbin/cron -f',
		'crond -n -s',
		'crond -f -l 8',
		'rsyslogd -n -f x',
		'syslog-ng --foreground',
		'dovecot -F',
		'postfix start-fg',
		'memcached -m 64',
		'haproxy -db -f x',
		'uwsgi --ini x',
		'celery worker -A x',
		'pm2-runtime start x',
		'supervisord -nc x',
		'bash -c "nginx -g \'daemon off;\'"',
		'python service start',
	];
	for (const command of foreground) t.same(adviceOn(program(`command=${command}`)), [], command);
	t.match(adviceOn(program('command=sh -c "server &"')), [/ends in the background/]);
});

t.test('finds commands that cannot start', async (t) => {
	t.match(adviceOn(program('command=')), [/command: is empty/]);
	t.match(adviceOn(program('command=x \\')), [/cannot be split \(no escaped character\)/]);
});

t.test('finds streams that are to be rotated', async (t) => {
	const streams = `command=x\nstdout_logfile=/dev/stdout\nstderr_logfile=/dev/fd/2\nstderr_logfile_maxbytes=0`;
	t.same(adviceOn(`[supervisord]\nlogfile=/dev/stdout\n[program:web]\n${streams}\n`), [
		'pod.conf:2: supervisord: logfile: goes to a stream, which cannot be rotated, while logfile_maxbytes is not 0; set logfile_maxbytes=0',
		'pod.conf:5: program:web: stdout_logfile: goes to a stream, which cannot be rotated, while stdout_logfile_maxbytes is not 0; set stdout_logfile_maxbytes=0',
	]);
});

t.test('finds a log that two streams rotate', async (t) => {
	t.match(adviceOn(program('command=x\nstdout_logfile=/tmp/x\nstderr_logfile=/tmp/x')), [
		/stderr_logfile: "\/tmp\/x" is also where stdout of web:web goes/,
	]);
	t.match(adviceOn(program('command=x\nnumprocs=3\nprocess_name=%(process_num)d\nstdout_logfile=/tmp/x')), [
		/^pod.conf:6: program:web: stdout_logfile: .* is also where stdout of web:0 goes/,
	]);
	t.same(adviceOn(program('command=x\nstdout_logfile=/tmp/x\nstderr_logfile=/tmp/x\nredirect_stderr=true')), []);
});

t.test('adds up what the shutdown may take', async (t) => {
	const pod = (timeout: string): string => `${MAIN}shutdown_timeout=${timeout}
[program:a]\ncommand=x\nstopwaitsecs=4
[program:b]\ncommand=x\nstopwaitsecs=3
[program:c]\ncommand=x\nstopwaitsecs=20
[program:d]\ncommand=x\nstopwaitsecs=1
[group:g]\nprograms=a,b
[group:h]\nprograms=c,d
`;
	t.same(about(pod('24s')), [], 'the members of a group stop together');
	t.same(about(pod('23s')), [
		'pod.conf:2: supervisord: shutdown_timeout: 23s are less than the 24s that the programs may take one after the other; lower some stopwaitsecs, or raise it (and the grace period of the container)',
	]);
	t.match(about(pod('24s').replace('[program:b]\n', '[program:b]\ndepends_on=a\n')), [/less than the 27s/]);
});

t.test('finds dependencies that may never come true', async (t) => {
	const pod = (extra: string): string =>
		program(`command=x\ndepends_on=db:completed\n[program:db]\ncommand=x\n${extra}`);
	t.match(about(pod('')), [/depends_on: waits for the end of "db", which is a service; set type=oneshot there/]);
	t.match(about(pod('autostart=false')), [/depends_on: waits for "db", which does not start by itself/]);
	t.same(about(pod('type=oneshot')), []);
});

t.test('finds an environment that loses a part', async (t) => {
	t.same(adviceOn(program('command=x\nenvironment=URL=http://x?y=1')), [
		'pod.conf:4: program:web: environment: the value of URL ends before a character that is no comma, and that is lost; put the value in quotes: URL="…"',
	]);
	t.same(adviceOn(program('command=x\nenvironment=P=%(here)s/x:%(ENV_HOME)s,B=2')), []);
});

t.test('finds servers that listen elsewhere than one may think', async (t) => {
	t.match(about(`${MAIN}[inet_http_server]\nport=*:9001`), [
		/port: without a password it listens on 127\.0\.0\.1 only, not on every interface/,
	]);
	t.match(about(`${MAIN}[inet_http_server]\nport=10.0.0.1:9001\nallow_unauthenticated=true`), [
		/anyone who reaches "10\.0\.0\.1"/,
	]);
	t.same(about(`${MAIN}[inet_http_server]\nport=127.0.0.1:9001`), []);
	t.same(about(`${MAIN}[inet_http_server]\nport=9001\nusername=u\npassword=p`), []);
	t.match(about(`${MAIN}[unix_http_server]\nfile=/run/a\n[supervisorctl]\nserverurl=unix:///run/b`), [
		/no socket of this daemon; \[unix_http_server\] has file=\/run\/a/,
	]);
});

t.test('tells that an included file includes nothing', async (t) => {
	const files = { '/etc/a.ini': '[include]\nfiles=b.ini\n' };
	t.match(adviceOn(`${MAIN}[include]\nfiles=a.ini\n`, { files }), [/a\.ini:2: include: files: is not followed/]);
});

t.test('finds a key that is set twice, to different values', async (t) => {
	t.same(adviceOn(program('command=x\nstartsecs=1\nStartSecs=2\nautostart=true\nautostart=true')), [
		'pod.conf:4: program:web: startsecs: is set again in line 5, and only that counts; remove one of the two',
	]);
	t.same(adviceOn(`${program('command=x\nstartsecs=1')}[program:db]\ncommand=x\nstartsecs=2\n`), []);
});

t.test('names a socket that everybody may open', async (t) => {
	const server = (lines: string): string => `${MAIN}[unix_http_server]\nfile=/run/s.sock\n${lines}`;
	t.same(about(server('chmod=0777\n')), [
		'pod.conf:4: unix_http_server: chmod: anyone on this machine can control it: chmod=0777, without a password; write chmod=0700, or set username and password',
	]);
	t.same(about(server('chmod=0770\n')), []);
	t.same(about(server('chmod=0777\nusername=ann\npassword=x\n')), []);
});

t.test('tells of programs that are not here, in the words of a failed start', async (t) => {
	const here = { '/usr/bin/here': '', '/opt/app/run': '', '/opt/data': '' };
	const missing = (text: string): string[] =>
		wholeAdviceOn(text, {
			files: here,
			source: { environment: { PATH: '/usr/bin' }, isExecutable: (path) => path !== '/opt/data' },
		}).filter((line) => line.includes('cannot start here'));
	const hint = 'install it where the pod runs, or write the path of a program that exists';
	t.same(
		missing(`${MAIN}[program:web]
command=nginx -g "daemon off;"
numprocs=2
process_name=%(process_num)d
[eventlistener:ear]
command=python3 -u listen.py
events=TICK_5
[fcgi-program:php]
command=/usr/bin/php-fpm
socket=tcp://127.0.0.1:9000
`),
		[
			`pod.conf:3: program:web: command: cannot start here: can't find command 'nginx'; ${hint}`,
			`pod.conf:7: eventlistener:ear: command: cannot start here: can't find command 'python3'; ${hint}`,
			`pod.conf:10: fcgi-program:php: command: cannot start here: can't find command '/usr/bin/php-fpm'; ${hint}`,
		],
		'each section once',
	);
	t.same(missing(program('command=here -x')), [], 'by PATH');
	t.match(missing(program('command=here\nenvironment=PATH="/bin"')), [/can't find command 'here'/], 'by its own PATH');
	t.same(missing(program('command=run\nenvironment=PATH="/opt/app"')), []);
	t.same(missing(program('command=app/run\ndirectory=/opt')), [], 'seen from its directory');
	t.match(missing(program('command=app/run\ndirectory=/etc')), [/can't find command 'app\/run'/]);
	t.match(missing(program('command=/opt/data')), [/command at '\/opt\/data' is not executable; .*chmod \+x/]);
	t.match(missing(program('command=/opt')), [/command at '\/opt' is a directory/]);
	t.same(missing(program('command=')), [], 'of an empty command that is told, and nothing else');
});

t.test('tells how long a stop may take where no shutdown_timeout bounds it, once a file', async (t) => {
	const slow = (text: string): string[] => wholeAdviceOn(text).filter((line) => line.includes('shutdown_timeout'));
	t.same(slow(`${program('command=x')}[program:db]\ncommand=x\n`), [
		'pod.conf:1: supervisord: shutdown_timeout: is not set, and the programs may take 20s to stop, while docker stop kills after 10s; set shutdown_timeout=9s, or shorter stopwaitsecs',
	]);
	t.match(slow(program('command=x')), [/may take 10s to stop/], 'nothing is left of the 10s for the end itself');
	t.same(slow(program('command=x\nstopwaitsecs=9')), []);
	t.same(slow(MAIN), []);
	t.same(
		slow(`${MAIN}shutdown_timeout=10s\n[program:web]\ncommand=x\n`).filter((line) => line.includes('is not set')),
		[],
	);
});

t.test('tells errors and remarks at once, and nothing of what has an error', async (t) => {
	const report = (text: string): readonly string[] =>
		checkReport('/etc/pod.conf', loadText(text), memoryConfigSource({ '/etc/pod.conf': text })).lines;
	t.match(report(`${MAIN}[program:web]\ncommand=x\nstartsecs=soon\n[eventlistener:ear]\ncommand=\nevents=TICK_5\n`), [
		/:4: program:web: startsecs: "soon"/,
		/:1: supervisord: shutdown_timeout: is not set/,
		/:3: program:web: command: cannot start here/,
		/:6: eventlistener:ear: command: is empty/,
	]);
	t.match(
		report(`${MAIN}shutdown_timeout=long\n[program:web]\n[program:db]\ncommand=x\nenvironment=PATH\n`),
		[/:2: .*shutdown_timeout: "long"/, /:3: program:web: command: is missing/, /:6: program:db: environment: /, /own/],
		'a default that stands in for what is wrong is not judged',
	);
	t.match(
		report(`${MAIN}[program:a]\ncommand=x\ndepends_on=b\n[program:b]\ncommand=x\ndepends_on=a\n`)[0],
		/depends_on: each waits for the next/,
		'a circle is no trap',
	);
});
