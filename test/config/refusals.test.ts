import t from 'tap';
import { problemsOf } from './memory-config-source.ts';

const MAIN = '[supervisord]\n';
/** The option stands in line 4. */
const program = (option: string): string => `${MAIN}[program:web]\ncommand=/bin/web\n${option}\n`;
const supervisord = (option: string): string => `${MAIN}${option}\n`;

/** One wrong thing each: the file, and what is said about it. */
const REFUSALS: readonly (readonly [name: string, text: string, ...problems: string[]])[] = [
	// The file itself.
	[
		'an empty file',
		'',
		'pod.conf: there is no section [supervisord]; add a line [supervisord] (or [podvisord]); nothing needs to follow it',
	],
	[
		'a value before any section',
		'; hi\nnodaemon=true\n',
		'pod.conf:2: "nodaemon=true" stands before any section; begin with a line like [supervisord]',
	],
	[
		'a byte order mark',
		`\ufeff${MAIN}`,
		'pod.conf:1: begins with a byte order mark; save the file as UTF-8 without one',
	],
	[
		'lines that are neither',
		`${MAIN}nodaemon\n = x\n`,
		'pod.conf:2: "nodaemon" is neither a section nor key=value; write key=value, or indent the line to continue the value above',
		'pod.conf:3: "= …" has no key; write key=value',
	],

	// Numbers, booleans, sizes, words.
	[
		'startsecs',
		program('startsecs=5s'),
		'pod.conf:4: program:web: startsecs: "5s" is not a whole number; write digits only',
	],
	[
		'priority without a value',
		program('priority='),
		'pod.conf:4: program:web: priority: "" is not a whole number; write digits only',
	],
	[
		'autostart',
		program('autostart=maybe'),
		'pod.conf:4: program:web: autostart: "maybe" is neither true nor false; write true or false (yes, on, 1, no, off and 0 are understood as well)',
	],
	[
		'autorestart',
		program('autorestart=always'),
		'pod.conf:4: program:web: autorestart: "always" is no way to restart; write true, false or unexpected',
	],
	[
		'exitcodes',
		program('exitcodes=0,256'),
		'pod.conf:4: program:web: exitcodes: "0,256" is not a list of exit codes; write numbers from 0 to 255 with commas between them: 0,2',
	],
	[
		'stopsignal',
		program('stopsignal=TERMINATE'),
		'pod.conf:4: program:web: stopsignal: "TERMINATE" is not a signal; write its name, as TERM, QUIT or INT, or its number',
	],
	[
		'a size',
		program('stdout_logfile_maxbytes=50M'),
		'pod.conf:4: program:web: stdout_logfile_maxbytes: "50M" is not a size in bytes; write a whole number, with KB, MB or GB if you like: 50MB',
	],
	[
		'umask',
		program('umask=089'),
		'pod.conf:4: program:web: umask: "089" is not an octal number; write digits from 0 to 7, as in 022',
	],
	[
		'loglevel',
		supervisord('loglevel=warning'),
		'pod.conf:2: supervisord: loglevel: "warning" is unknown here; did you mean warn? It takes critical, error, warn, info, debug, trace or blather',
	],

	// Users, paths.
	[
		'user',
		program('user=wwwdata'),
		'pod.conf:4: program:web: user: "wwwdata" is not a user of this machine; create the user (adduser), or name one that /etc/passwd has'.replace(
			'/etc/',
			'',
		),
	],
	[
		'a directory of a log',
		program('stdout_logfile=/nowhere/%(program_name)s.log'),
		'pod.conf:4: program:web: stdout_logfile: "/nowhere/web.log" (from "/nowhere/%(program_name)s.log") lies in a directory that does not exist; create /nowhere, or write another path',
	],
	[
		'childlogdir',
		supervisord('childlogdir=/nowhere'),
		'pod.conf:2: supervisord: childlogdir: "/nowhere" is not an existing directory; create it, or write the path of one that exists',
	],

	// Expansions.
	[
		'a lone percent sign',
		program('directory=/100%'),
		'pod.conf:4: program:web: directory: "/100%" has an unfinished "%"; write %% for a percent sign, %(ENV_NAME)s for a variable',
	],
	[
		'a percent sign where it must be doubled twice',
		program('stdout_logfile=/tmp/%%Y.log'),
		'pod.conf:4: program:web: stdout_logfile: "/tmp/%%Y.log" has "%Y", which names nothing; write %%%% for a percent sign, %(ENV_NAME)s for a variable',
	],
	[
		'an unknown variable',
		program('directory=%(ENV_ROOT)s'),
		'pod.conf:4: program:web: directory: "%(ENV_ROOT)s" names "%(ENV_ROOT)s", which is not known here; set ROOT in the environment, or give a default: %(ENV_ROOT:-…)s',
	],
	[
		'a near miss of a name',
		program('directory=%(programname)s'),
		'pod.conf:4: program:web: directory: "%(programname)s" names "%(programname)s", which is not known here; did you mean %(program_name)s?',
	],
	[
		'a name that is only known per process',
		program('priority=%(process_num)d'),
		'pod.conf:4: program:web: priority: "%(process_num)d" names "%(process_num)s", which is not known here; known here: here, ENV_…',
	],
	[
		'a number format of a text',
		program('directory=%(program_name)d'),
		'pod.conf:4: program:web: directory: "%(program_name)d" has "%(program_name)d", which is not a format of a text; write %% for a percent sign, %(ENV_NAME)s for a variable',
	],
	[
		'an expansion without its end',
		program('directory=%(here'),
		'pod.conf:4: program:web: directory: "%(here" has a "%(" without its ")"; write %% for a percent sign, %(ENV_NAME)s for a variable',
	],

	// Programs.
	[
		'a program without a command',
		`${MAIN}[program:web]\n`,
		'pod.conf:2: program:web: command: is missing; write command=/path/of/program',
	],
	[
		'numprocs without process_num',
		program('numprocs=2'),
		'pod.conf:2: program:web: process_name: "%(program_name)s" gives all 2 processes the same name; write process_name=%(program_name)s_%(process_num)02d',
	],
	[
		'too many processes',
		program('numprocs=1000000'),
		'pod.conf:4: program:web: numprocs: 1000000 processes are too many; write at most 10000',
	],
	[
		'a name with a space',
		program('process_name=a b'),
		'pod.conf:4: program:web: process_name: "a b" has a " " in a name; use neither spaces nor colons nor slashes in it',
	],
	[
		'a section with a slash',
		`${MAIN}[program:a/b]\ncommand=x\n`,
		'pod.conf:2: program:a/b: "a/b" has a "/" in a name; use neither spaces nor colons nor slashes in it',
	],
	[
		'killasgroup against stopasgroup',
		program('stopasgroup=true\nkillasgroup=false'),
		'pod.conf:5: program:web: killasgroup: is false while stopasgroup is true; remove killasgroup: who stops the group must be able to kill it',
	],
	[
		'a NUL byte',
		program('directory=/a\0b'),
		'pod.conf:4: program:web: directory: the value has a NUL byte; remove it: no command, path or variable can have one',
	],
	[
		'the same mistake in many processes, once',
		program('process_name=%(process_num)d\nnumprocs=9\nstdout_logfile=/no/%(process_num)d'),
		'pod.conf:6: program:web: stdout_logfile: "/no/0" (from "/no/%(process_num)d") lies in a directory that does not exist; create /no, or write another path',
	],

	// Groups.
	[
		'a group with an unknown program',
		`${program('')}[group:g]\nprograms=web,wep\n`,
		'pod.conf:6: group:g: programs: "wep" is no program or fcgi-program; did you mean web?',
	],
	[
		'a group with a trailing comma',
		`${program('')}[group:g]\nprograms=web,\n`,
		'pod.conf:6: group:g: programs: "" is no program or fcgi-program; add a section [program:], or remove the name',
	],
	[
		'an ambiguous program',
		`${program('')}[fcgi-program:web]\ncommand=x\nsocket=tcp://h:1\n[group:g]\nprograms=web\n`,
		'pod.conf:9: group:g: programs: "web" is both a program and an fcgi-program; rename one of [program:…] and [fcgi-program:…]',
	],

	// Listeners.
	[
		'a listener without events',
		`${MAIN}[eventlistener:l]\ncommand=x\n`,
		'pod.conf:2: eventlistener:l: events: is missing; write events=PROCESS_STATE, or other event types',
	],
	[
		'an unknown event',
		`${MAIN}[eventlistener:l]\ncommand=x\nevents=PROCESS_STATE_FATL,TICK_5\n`,
		'pod.conf:4: eventlistener:l: events: "PROCESS_STATE_FATL" is no event type; did you mean PROCESS_STATE_FATAL?',
	],
	[
		'a listener that redirects stderr',
		`${MAIN}[eventlistener:l]\ncommand=x\nevents=TICK_5\nredirect_stderr=true\n`,
		'pod.conf:5: eventlistener:l: redirect_stderr: is true, which an event listener cannot have; remove it: stdout carries the protocol of event listeners',
	],
	[
		'a buffer for nothing',
		`${MAIN}[eventlistener:l]\ncommand=x\nevents=TICK_5\nbuffer_size=0\n`,
		'pod.conf:5: eventlistener:l: buffer_size: 0 leaves no room for an event; write 1 or more',
	],

	// FastCGI.
	[
		'an fcgi-program without a socket',
		`${MAIN}[fcgi-program:f]\ncommand=x\n`,
		'pod.conf:2: fcgi-program:f: socket: is missing; write socket=unix:///run/x.sock or socket=tcp://localhost:9000',
	],
	[
		'a relative socket',
		`${MAIN}[fcgi-program:f]\ncommand=x\nsocket=unix://run/x\n`,
		'pod.conf:4: fcgi-program:f: socket: "unix://run/x" has no absolute path; write unix:///path with three slashes',
	],
	[
		'a socket of another kind',
		`${MAIN}[fcgi-program:f]\ncommand=x\nsocket=http://h:1\n`,
		'pod.conf:4: fcgi-program:f: socket: "http://h:1" is not an address of a socket; write unix:///path or tcp://host:port with a port from 1 to 65535',
	],
	[
		'an owner of a port',
		`${MAIN}[fcgi-program:f]\ncommand=x\nsocket=tcp://h:1\nsocket_owner=ann\n`,
		'pod.conf:5: fcgi-program:f: socket_owner: is only for a unix socket; remove it, or write socket=unix://…',
	],
	[
		'a backlog',
		`${MAIN}[fcgi-program:f]\ncommand=x\nsocket=tcp://h:1\nsocket_backlog=0\n`,
		'pod.conf:5: fcgi-program:f: socket_backlog: "0" is not between 1 and 65535; write a whole number from 1 to 65535',
	],

	// Servers and interfaces.
	[
		'a server without a port',
		`${MAIN}[inet_http_server]\n`,
		'pod.conf:2: inet_http_server: port: is missing; write port=127.0.0.1:9001',
	],
	[
		'a bad port',
		`${MAIN}[inet_http_server]\nport=*:99999\n`,
		'pod.conf:3: inet_http_server: port: "*:99999" has no port number from 1 to 65535; write 127.0.0.1:9001, or *:9001 for all interfaces',
	],
	[
		'a user without a password',
		`${MAIN}[inet_http_server]\nport=9001\nusername=ann\n`,
		'pod.conf:2: inet_http_server: password: is missing; a server has a username and a password, or neither',
	],
	[
		'a socket without a file',
		`${MAIN}[unix_http_server]\n`,
		'pod.conf:2: unix_http_server: file: is missing; write file=/run/podvisor.sock',
	],
	[
		'an owner that does not exist',
		`${MAIN}[unix_http_server]\nfile=/run/x\nchown=ann:bob\n`,
		'pod.conf:4: unix_http_server: chown: "ann:bob" names a group that this machine does not have; write user:group with names that passwd and group have',
	],
	[
		'an interface without a factory',
		`${MAIN}[rpcinterface:supervisor]\n`,
		'pod.conf:2: rpcinterface:supervisor: supervisor.rpcinterface_factory: is missing; write supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface',
	],
	[
		'an include of nothing',
		`${MAIN}[include]\nfile=x\n`,
		'pod.conf:2: include: files: is missing; write files = conf.d/*.conf, or remove the section',
	],

	// Podvisor's own.
	[
		'a dependency on nobody',
		program('depends_on=dbb\n[program:db]\ncommand=x'),
		'pod.conf:4: program:web: depends_on: "dbb" is neither a program nor a group; did you mean db?',
	],
	[
		'an unknown condition',
		program('depends_on=db:redy\n[program:db]\ncommand=x'),
		'pod.conf:4: program:web: depends_on: "db:redy" has the unknown condition "redy"; did you mean ready? the condition is started, ready or completed',
	],
	[
		'a cycle',
		program(
			'depends_on=db\n[program:db]\ncommand=x\ndepends_on=cache:started\n[program:cache]\ncommand=x\ndepends_on=web',
		),
		'pod.conf:10: program:cache: depends_on: each waits for the next: cache → web → db → cache; remove one of these dependencies',
	],
	[
		'a dependency on itself',
		program('depends_on=web'),
		'pod.conf:4: program:web: depends_on: each waits for the next: web → web; remove one of these dependencies',
	],
	[
		'a group that waits for its own member',
		`${program('')}[group:g]\nprograms=web\ndepends_on=web\n`,
		'pod.conf:7: group:g: depends_on: each waits for the next: g:web → g:web; remove one of these dependencies',
	],
	['type', program('type=task'), 'pod.conf:4: program:web: type: "task" is unknown here; write service or oneshot'],
	[
		'readiness',
		program('readiness=ftp://localhost/'),
		'pod.conf:4: program:web: readiness: "ftp://localhost/" is no probe that is known; write http://…, https://…, tcp://HOST:PORT, exec:COMMAND, listen:PORT, log:REGEX, notify or fd:N',
	],
	[
		'a port of a probe',
		program('readiness=listen:0'),
		'pod.conf:4: program:web: readiness: "listen:0" has no port number from 1 to 65535; write listen:PORT: the program itself listens on that TCP port, on whatever address',
	],
	[
		'a descriptor of a probe',
		program('readiness=fd:1'),
		'pod.conf:4: program:web: readiness: "fd:1" has no descriptor from 3 to 1023; write fd:N: the program writes a line to descriptor N',
	],
	[
		'critical',
		program('critical=onexit'),
		'pod.conf:4: program:web: critical: "onexit" is unknown here; did you mean on-exit? It takes no, on-fatal or on-exit',
	],
	[
		'restart_backoff',
		program('restart_backoff=exp'),
		'pod.conf:4: program:web: restart_backoff: "exp" is unknown here; did you mean exponential? It takes linear or exponential',
	],
	[
		'restart_delay_max',
		program('restart_delay_max=soon'),
		'pod.conf:4: program:web: restart_delay_max: "soon" is not a duration; write seconds, or a number with ms, s, m or h: 9s, 500ms, 1m30s',
	],
	[
		'restart_jitter',
		program('restart_jitter=2'),
		'pod.conf:4: program:web: restart_jitter: "2" is not a share from 0 to 1; write 0.2 or 20% for a fifth',
	],
	[
		'nice',
		program('nice=20'),
		'pod.conf:4: program:web: nice: "20" is not between -20 and 19; write a whole number from -20 to 19',
	],
	[
		'oom_score_adj',
		program('oom_score_adj=-1001'),
		'pod.conf:4: program:web: oom_score_adj: "-1001" is not between -1000 and 1000; write a whole number from -1000 to 1000',
	],
	[
		'a limit',
		program('rlimit_nofile=many'),
		'pod.conf:4: program:web: rlimit_nofile: "many" is not a limit; write a number, soft:hard, or unlimited: 1024, 1024:4096, unlimited',
	],
	[
		'limits the wrong way round',
		program('rlimit_nofile=unlimited:5'),
		'pod.conf:4: program:web: rlimit_nofile: "unlimited:5" has a soft limit above the hard one; write the smaller one first: 1024:4096',
	],
	[
		'log_format',
		program('log_format=yaml'),
		'pod.conf:4: program:web: log_format: "yaml" is unknown here; write raw, text or json',
	],
	[
		'start_order',
		supervisord('start_order=redy'),
		'pod.conf:2: supervisord: start_order: "redy" is unknown here; did you mean ready? It takes supervisord or ready',
	],
	[
		'shutdown_timeout',
		supervisord('shutdown_timeout=-1'),
		'pod.conf:2: supervisord: shutdown_timeout: "-1" is not a duration; write seconds, or a number with ms, s, m or h: 9s, 500ms, 1m30s',
	],
];

for (const [name, text, ...problems] of REFUSALS) {
	t.test(`refuses ${name}, and says where and why`, async (t) => {
		t.same(
			problemsOf(text),
			problems.map((problem) => problem.replaceAll('/etc/', '')),
		);
	});
}

t.test('tells everything at once, in the order of reading', async (t) => {
	const text = `[podvisord]
nodaemon=perhaps
junk
[program:a]
startsecs=x
[program:b]
command=/bin/b
user=nobody-here
[group:g]
programs=c
[inet_http_server]
port=0`;
	t.same(
		problemsOf(text).map((line) => line.split(':').slice(0, 4).join(':')),
		[
			'pod.conf:3: "junk" is neither a section nor key=value; write key=value, or indent the line to continue the value above',
			'pod.conf:2: podvisord: nodaemon',
			'pod.conf:10: group:g',
			'pod.conf:5: program:a',
			'pod.conf:4: program:a',
			'pod.conf:8: program:b',
			'pod.conf:12: inet_http_server: port',
		],
	);
});

t.test('never shows a password, an environment or a secret', async (t) => {
	const texts = [
		'[inet_http_server]\nport=1\nusername=u\npassword=hunter2%\n',
		'[inet_http_server]\nport=1\nusername=u\npassword=%(hunter2)s\n',
		'[inet_http_server]\nport=1\nusername=u\npassword=100%hunter2\n',
		'[program:web]\ncommand=x\nenvironment=A=1,hunter2\n',
		'[program:web]\ncommand=x\nenvironment=A="hunter2\n',
		'[program:web]\ncommand=x\nsecrets=A=hunter2\n',
		'[rpcinterface:x]\nsupervisor.rpcinterface_factory=x:y\nkey=hunter2%\n',
		'environment=A="hunter2%"\n',
	];
	for (const text of texts) {
		const problems = problemsOf(MAIN + text);
		t.equal(problems.length, 1, text);
		t.notMatch(problems.join(), 'hunter2', problems.join());
	}
});

t.test('checks what the command line sets, and lets it win', async (t) => {
	const overrides = { logfile_maxbytes: '1 apple', nodaemon: 'true', user: 'eve' };
	t.same(problemsOf(`${MAIN}user=bob\nnodaemon=false`, { flags: { overrides } }), [
		'command line: --logfile_maxbytes: "1 apple" is not a size in bytes; write a whole number, with KB, MB or GB if you like: 50MB',
		'command line: --user: "eve" is not a user of this machine; create the user (adduser), or name one that passwd has',
	]);
});
