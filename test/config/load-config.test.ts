import t from 'tap';
import { configOf, problemsOf, warningsOf } from './memory-config-source.ts';

const MAIN = '[supervisord]\n';

t.test('takes [podvisord] and [podctl] for [supervisord] and [supervisorctl]', async (t) => {
	const config = configOf('[podvisord]\nidentifier=pod\nminfds=1\n[supervisord]\nminfds=2\n[podctl]\nprompt=core\n');
	t.equal(config.daemon.identifier, 'pod');
	t.equal(config.daemon.minfds, 2, 'the later one counts');
	t.equal(config.client.prompt, 'core');
});

t.test('reads what only Podvisor knows', async (t) => {
	const { daemon, groups } = configOf(`${MAIN}start_order=ready
shutdown_timeout=9s
log_format=text
[program:migrate]
command=x
type=oneshot
[program:web]
command=x
numprocs=2
process_name=%(program_name)s_%(process_num)d
depends_on=migrate:completed, cache:started,db
readiness=listen:80%(process_num)02d
critical=on-exit
startretries=-1
restart_backoff=exponential
restart_jitter=20%%
rlimit_nofile=1024:4096
rlimit_core=unlimited
rlimit_as=1GB
nice=-5
oom_score_adj=500
env_file=/run/env, ~/more.env
secrets=TOKEN=/run/secrets/token,KEY="/run/secrets/k%(process_num)d"
log_format=json
container_log=true
[program:cache]
command=x
restart_delay_max=2m
readiness=fd:3
[program:db]
command=x
[group:cache-and-db]
programs=cache,db
depends_on=migrate:completed
`);
	t.match(daemon, { startOrder: 'ready', shutdownTimeoutMs: 9000, logFormat: 'text' });
	const web = groups.find(({ name }) => name === 'web')?.processes[1];
	t.match(web, {
		name: 'web_1',
		type: 'service',
		readiness: { type: 'listen', port: 8001 },
		critical: 'on-exit',
		startretries: Number.POSITIVE_INFINITY,
		restartBackoff: 'exponential',
		restartDelayMaxMs: 60_000,
		restartJitter: 0.2,
		nice: -5,
		oomScoreAdj: 500,
		logFormat: 'json',
		containerLog: true,
	});
	t.same(web?.rlimits, {
		as: { soft: 2 ** 30, hard: 2 ** 30 },
		core: { soft: Number.POSITIVE_INFINITY, hard: Number.POSITIVE_INFINITY },
		nofile: { soft: 1024, hard: 4096 },
	});
	t.same(web?.envFiles, ['/run/env', '/home/ann/more.env']);
	t.same({ ...web?.secrets }, { TOKEN: '/run/secrets/token', KEY: '/run/secrets/k1' });
	t.same(web?.dependsOn, [
		{ name: 'migrate', processes: ['migrate:migrate'], condition: 'completed' },
		{ name: 'cache', processes: ['cache-and-db:cache'], condition: 'started' },
		{ name: 'db', processes: ['cache-and-db:db'], condition: 'ready' },
	]);
	const [cache, db] = groups.find(({ name }) => name === 'cache-and-db')?.processes ?? [];
	t.match(cache, {
		restartDelayMaxMs: 120_000,
		readiness: { type: 'fd', fd: 3 },
		logFormat: 'text',
		containerLog: false,
	});
	t.equal(db?.restartDelayMaxMs, Number.POSITIVE_INFINITY, "supervisord's linear delay has no other end");
	t.same(
		db?.dependsOn.map(({ name }) => name),
		['migrate'],
		'a member has what its group depends on',
	);
});

t.test('gives %(ENV_X:-default)s its default where X is unset or empty', async (t) => {
	const source = { environment: { SET: 'set', EMPTY: '' } };
	const command = (text: string): string | undefined =>
		configOf(`${MAIN}[program:p]\ncommand=${text}\n`, { source }).groups[0]?.processes[0]?.command;
	t.equal(command('%(ENV_SET:-x)s'), 'set');
	t.equal(command('%(ENV_EMPTY:-x)s'), 'x');
	t.equal(command('%(ENV_UNSET:-x)s'), 'x');
	t.equal(command('a%(ENV_UNSET:-)sb'), 'ab');
	t.equal(command('%(ENV_UNSET:-%(ENV_SET)s/%(program_name)s (y))s'), 'set/p (y)');
	t.equal(command('%(ENV_A:-%(ENV_B:-deep)s)s'), 'deep');
	t.equal(command('%(ENV_A:-abc)5.2s'), '   ab');
	t.match(problemsOf(`${MAIN}[program:p]\ncommand=%(ENV_A:-%(ENV_B)s)s\n`), [/names "%\(ENV_B\)s"/]);
});

t.test('keeps %s, which names nothing, and warns', async (t) => {
	const text = `${MAIN}[program:p]\ncommand=date +%s\n`;
	t.equal(configOf(text).groups[0]?.processes[0]?.command, 'date +%s');
	t.same(warningsOf(text), [
		'pod.conf:3: program:p: command: "date +%s" has "%s", which names nothing and is left as it is; write "%%s" for a plain "%s": supervisord would put its whole environment here',
	]);
});

t.test('splits a command as a shell, and leaves one that cannot be split to the start', async (t) => {
	const argv = (text: string): readonly string[] | undefined =>
		configOf(`${MAIN}[program:p]\ncommand=${text}\n`).groups[0]?.processes[0]?.argv;
	t.same(argv('nginx -g "daemon off;"'), ['nginx', '-g', 'daemon off;']);
	t.same(argv('nginx -g "daemon off; x"'), ['nginx', '-g', 'daemon off; x']);
	t.same(argv('nginx -g "daemon off ;"'), [], 'white space and ; begin a comment, quotes or not');
	t.same(argv(`a 'b "c' "d\\"e" f\\ g ''`), ['a', 'b "c', 'd"e', 'f g', '']);
	t.same(argv(''), []);
});

t.test('sorts groups and processes as supervisord does', async (t) => {
	const { groups } =
		configOf(`${MAIN}[program:b]\ncommand=x\n[program:a]\ncommand=x\n[program:late]\ncommand=x\npriority=1000
[program:n]\ncommand=x\nnumprocs=11\nprocess_name=%(process_num)d\n[eventlistener:l]\ncommand=x\nevents=TICK
[program:y]\ncommand=x\n[program:x]\ncommand=x\npriority=5\n[group:g]\nprograms=y,x\n`);
	t.same(
		groups.map(({ name }) => name),
		['l', 'a', 'b', 'g', 'n', 'late'],
	);
	t.same(
		groups[3]?.processes.map(({ name }) => name),
		['x', 'y'],
	);
	t.same(
		groups[4]?.processes.map(({ name }) => name),
		['0', '1', '10', '2', '3', '4', '5', '6', '7', '8', '9'],
	);
	t.equal(groups[0]?.processes[0]?.priority, 999, 'the pool of a listener has -1, its processes have not');
});

t.test('passes over a second group or process of the same name, as supervisord does, but says so', async (t) => {
	const text = `${MAIN}[program:a]\ncommand=first\n[program:b]\ncommand=x\nprocess_name=a\n[group:a]\nprograms=b\n[program:c]\ncommand=second\nprocess_name=a\n[group:g]\nprograms=b,c\n`;
	const { groups } = configOf(text);
	t.same(
		groups.map(({ name, kind }) => [name, kind]),
		[
			['a', 'group'],
			['g', 'group'],
		],
	);
	t.same(
		groups[1]?.processes.map(({ command }) => command),
		['second'],
	);
	t.same(warningsOf(text), [
		'pod.conf:2: program:a: there is a group "a" already, at pod.conf:7; this one is passed over; rename one',
		'pod.conf:9: program:c: the group "g" has two processes called "a"; only the last of them runs; give them different process_name=',
	]);
});

t.test("repeats supervisord's own warnings, and what of Python cannot run", async (t) => {
	t.same(
		warningsOf(`${MAIN}[program:a]
command=x
stdout_logfile=syslog
stderr_logfile=/tmp/x
redirect_stderr=true
[program:b]
command=x
stdout_logfile_maxbytes=0
[eventlistener:l]
command=x
events=TICK
result_handler=mine:handler
[rpcinterface:other]
supervisor.rpcinterface_factory=other:make
[include]
files=none/*
[supervisorctl]
serverurl=%(ENV_NOWHERE)s
`),
		[
			'pod.conf:17: include: files: no file matches "none/*"; nothing is included by it',
			'pod.conf:15: rpcinterface:other: supervisor.rpcinterface_factory: "other:make" is written in Python, which cannot run here; its methods will be missing',
			'pod.conf:4: program:a: stdout_logfile: "syslog" is deprecated; write stdout_syslog=true instead',
			'pod.conf:5: program:a: stderr_logfile: is ignored, since redirect_stderr=true; remove one of the two',
			'pod.conf:7: program:b: stdout_logfile: an automatic log is never rotated; set stdout_logfile_maxbytes above 0, or the disk may fill up',
			'pod.conf:13: eventlistener:l: result_handler: "mine:handler" is a function in Python, which cannot run here; the default handler takes its place',
			'pod.conf:19: supervisorctl: serverurl: "%(ENV_NOWHERE)s" names "%(ENV_NOWHERE)s", which is not known here; set NOWHERE in the environment, or give a default: %(ENV_NOWHERE:-…)s',
		],
	);
});

t.test('lets the command line win over the file', async (t) => {
	const overrides = {
		logfile: 'x.log',
		loglevel: 'debug',
		nodaemon: 'true',
		user: 'ann',
		umask: '077',
		identifier: '%(here)s',
	};
	const { daemon } = configOf(`${MAIN}logfile=/tmp/y.log\nloglevel=warn\nuser=nobody-here\n`, { flags: { overrides } });
	t.match(daemon, {
		logfile: { type: 'file', path: '/etc/x.log' },
		loglevel: 'debug',
		nodaemon: true,
		user: { name: 'ann', uid: 1000 },
		umask: 0o077,
		identifier: '%(here)s',
	});
});

t.test('knows what is no ordinary file among the logs', async (t) => {
	const target = (path: string): unknown =>
		configOf(`${MAIN}[program:p]\ncommand=x\nstdout_logfile=${path}\n`).groups[0]?.processes[0]?.stdout.target;
	t.same(target('/dev/stdout'), { type: 'descriptor', fd: 1, path: '/dev/stdout' });
	t.same(target('/dev/stderr'), { type: 'descriptor', fd: 2, path: '/dev/stderr' });
	t.same(target('/dev/fd/7'), { type: 'descriptor', fd: 7, path: '/dev/fd/7' });
	t.same(target('/dev/null'), { type: 'file', path: '/dev/null' });
	t.same(target('~/p.log'), { type: 'file', path: '/home/ann/p.log' });
	t.same(target('None'), { type: 'none' });
	t.same(target('Auto'), { type: 'auto' });
});
