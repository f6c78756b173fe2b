import type { SeededRandom } from './seeded-random.ts';

const BOOLEANS = [
	'true',
	'false',
	'yes',
	'No',
	'ON',
	'off',
	'1',
	'0',
	'%(ENV_FLAG)s',
	'enabled',
	'',
	' true ;c',
	'tru',
];
const INTEGERS = ['0', '1', '5', '999', '-1', '-5', '1_0', '010', '+3', '%(ENV_N)s', '1.5', '', 'x', '%(ENV_N)d', '5s'];
const SIZES = ['0', '50MB', '1kb', '1 GB', '10', '%(ENV_N)sMB', '5M', '', 'MB', '1.5MB', '-1'];
const LOGS = [
	'AUTO',
	'auto',
	'NONE',
	'off',
	'/dev/stdout',
	'/dev/fd/2',
	'/tmp/%(program_name)s.log',
	'x.log',
	'/nowhere/x.log',
	'syslog',
	'',
	'~/x.log',
	'/tmp/100%%%%',
	'/tmp/100%%',
	'/tmp/%(process_num)02d',
	'%(here)s/x',
	'%(ENV_OWN)s',
	'/dev/null',
];
const ENVIRONMENTS = [
	'',
	'A="1"',
	'A=1,B=2',
	'OWN="/tmp/%(program_name)s"',
	'A="x,y",B=\'"q"\'',
	'A=1 B=2',
	'A',
	'A=',
	'P="%(ENV_PATH)s:/x"',
	'N=%(process_num)d',
	'H=%(host_node_name)s',
	'PC="100%%"',
	'A=http://x?y=1',
	'A="open',
	'A=é',
	'A=1;B=2',
	'#',
	'A="1",',
	'A=1,\n  B=2,\n  C=3',
];
const USERS = ['root', '0', 'nobody', 'nosuchuser', '', '99999', '%(ENV_USER)s'];

/** Values of options, most of them good. An option that is missing here gets none. */
const PROGRAM: Readonly<Record<string, readonly string[]>> = {
	process_name: [
		'%(program_name)s_%(process_num)02d',
		'%(program_name)s_%(process_num)02d',
		'%(program_name)s',
		'%(program_name)s-%(ENV_N)s',
		'%(group_name)s.%(program_name)s%(process_num)x',
		'a b',
		'%(program_name)s/%(process_num)d',
		'%(program_name)s_%(process_num)s_%(numprocs)03d',
		'%(program_name)s:x',
		'%(program_name)s_%(unknown)s',
	],
	numprocs: ['1', '1', '2', '3', '0', '-1', '%(ENV_N)s', 'x', '%(numprocs)d'],
	numprocs_start: ['0', '1', '7', '-2'],
	priority: [...INTEGERS, '%(process_num)d'],
	autostart: BOOLEANS,
	autorestart: [...BOOLEANS, 'unexpected', 'UNEXPECTED', 'always', 'never'],
	startsecs: INTEGERS,
	startretries: INTEGERS.filter((text) => text !== '-1'),
	exitcodes: ['0', '0,2', ' 1 , 2 ', '', '256', '-1', 'x', '1,', '0 2', '%(ENV_N)s,3'],
	stopsignal: ['TERM', 'SIGKILL', 'quit', '9', '15', '0', 'NOPE', '', '99', 'SIG', 'hup'],
	stopwaitsecs: INTEGERS,
	stopasgroup: ['true', 'false', 'true', 'x'],
	killasgroup: ['true', 'false', 'true', 'x'],
	user: USERS,
	redirect_stderr: ['true', 'false', 'yes', 'x'],
	stdout_logfile: LOGS,
	stderr_logfile: LOGS,
	stdout_logfile_maxbytes: SIZES,
	stderr_logfile_maxbytes: SIZES,
	stdout_logfile_backups: INTEGERS,
	stderr_logfile_backups: INTEGERS,
	stdout_capture_maxbytes: SIZES,
	stderr_capture_maxbytes: SIZES,
	stdout_events_enabled: BOOLEANS,
	stderr_events_enabled: BOOLEANS,
	stdout_syslog: BOOLEANS,
	stderr_syslog: BOOLEANS,
	environment: ENVIRONMENTS,
	directory: ['/tmp', '/nowhere', '%(here)s', '', '%(ENV_OWN)s', '~', '%(ENV_H:x)s'],
	umask: ['022', '0', '0o27', '8', '', 'x', '0777'],
	serverurl: ['AUTO', 'auto', ' Auto ', 'http://x', '', 'unix:///tmp/x'],
	comment: ['unknown keys are ignored', '%'],
};
const COMMANDS = [
	'/bin/cat',
	'nginx -g "daemon off;"',
	'sh -c "a; b" ;c',
	'x "open',
	'%(program_name)s %(ENV_PATH)s',
	'%(process_num)05d',
	'%',
	'%%',
	'%(ENV_NOPE)s',
	'',
	'%(ENV_OWN)s',
	'%(here)s/x',
	'%(group_name)s:%(numprocs)i',
	'%(process_num)z',
	'date +%%s',
	'a\n  b\n\n  c',
];
const LISTENER: Readonly<Record<string, readonly string[]>> = {
	events: ['TICK_5', 'TICK_5', 'PROCESS_STATE', 'process_log, TICK', 'EVENT', 'NOPE', '', 'TICK,', 'TICK_5,TICK_5'],
	buffer_size: ['10', '1', '0', '-1', 'x', '1024'],
	redirect_stderr: ['false', 'false', 'false', 'true'],
};
const FCGI: Readonly<Record<string, readonly string[]>> = {
	socket: [
		'tcp://localhost:9000',
		'unix:///tmp/%(program_name)s.sock',
		'unix:///tmp/../tmp/x.sock',
		'unix://tmp/x',
		'tcp://LOCALHOST:9',
		'tcp://h:0',
		'tcp://h:70000',
		'http://x',
		'',
		'tcp://[::1]:9',
		'unix:///tmp/%(process_num)d',
	],
	socket_backlog: ['1', '65535', '0', '65536', 'x'],
	socket_owner: ['root', 'root:root', 'nobody', 'nosuchuser', 'root:nosuchgroup', '0:0'],
	socket_mode: ['0700', '777', '8', ''],
};
const SUPERVISORD: Readonly<Record<string, readonly string[]>> = {
	logfile: ['/tmp/s.log', 'x.log', '/nowhere/x', 'syslog', '%(here)s/x', '~/x', '/dev/stdout', 'none'],
	logfile_maxbytes: SIZES,
	logfile_backups: INTEGERS,
	loglevel: ['info', 'DEBUG', 'warn', 'warning', '', 'blather'],
	pidfile: ['/tmp/p', 'p', '/nowhere/p', '/tmp/./a/../p', '//tmp/p'],
	umask: ['022', '8', '0'],
	nodaemon: BOOLEANS,
	silent: BOOLEANS,
	minfds: INTEGERS,
	minprocs: INTEGERS,
	nocleanup: BOOLEANS,
	childlogdir: ['/tmp', '/nowhere', '%(here)s', ''],
	user: USERS,
	directory: ['/tmp', '/nowhere', ''],
	strip_ansi: BOOLEANS,
	environment: [...ENVIRONMENTS.filter((text) => !text.includes('process_num')), 'A="%%%%"', 'X="%%(host_node_name)s"'],
	identifier: ['x', '', 'a b', '%(here)s', '%'],
};
const SERVER: Readonly<Record<string, readonly string[]>> = {
	username: ['u', '', '%(ENV_USER)s'],
	password: ['p;w', '%', '%%', 'p ;w'],
	port: ['9001', '*:9001', 'LOCALHOST:9001', ':1', '0', 'x', 'h:', '%(here)s'],
	file: ['/tmp/s.sock', '%(here)s/s.sock', 'rel.sock', '~/s', ''],
	chmod: ['0700', '8', '777'],
	chown: ['root', 'nobody:root', 'nosuch', 'root:nosuch'],
};

/** A configuration that is mostly right, as a text. `quality` is how likely an option gets any value at all, in percent. */
export function generateConfig(random: SeededRandom, quality: number): string {
	const programs = ['a', 'b', 'c.d'].slice(0, 1 + random.below(3));
	const sections = [section(random, 'supervisord', SUPERVISORD, quality)];
	for (const name of programs) {
		sections.push(section(random, `program:${name}`, PROGRAM, quality, `command=${pick(random, COMMANDS)}\n`));
	}
	if (random.chance(25)) {
		sections.push(
			section(random, 'eventlistener:l', { ...PROGRAM, ...LISTENER }, quality, 'command=/bin/l\nevents=TICK\n'),
		);
	}
	if (random.chance(25)) {
		const socket = `command=/bin/f\nsocket=${pick(random, FCGI['socket'] ?? [])}\n`;
		sections.push(section(random, 'fcgi-program:f', { ...PROGRAM, ...FCGI }, quality, socket));
	}
	if (random.chance(30)) {
		const members = random.pick(['a', 'a', 'a,b', ' a , c.d', 'f', 'a,', 'nope', '', 'a,f']);
		sections.push(`[group:g]\nprograms=${members}\n${random.chance(30) ? `priority=${pick(random, INTEGERS)}\n` : ''}`);
	}
	if (random.chance(20)) sections.push(section(random, 'inet_http_server', SERVER, quality, 'port=9001\n'));
	if (random.chance(20)) sections.push(section(random, 'unix_http_server', SERVER, quality, 'file=/tmp/s\n'));
	if (random.chance(10)) sections.push(`[include]\nfiles = nothing/*.conf %(here)s/none-%(host_node_name)s\n`);
	if (random.chance(10))
		sections.push(`[DEFAULT]\n${random.pick(['priority=7', 'startsecs=3', 'user=root', 'x=%(here)s'])}\n`);
	return sections.toSorted(() => random.below(3) - 1).join('\n');
}

function section(
	random: SeededRandom,
	title: string,
	options: Readonly<Record<string, readonly string[]>>,
	quality: number,
	start = '',
): string {
	let text = `[${title}]\n${random.chance(97) ? start : ''}`;
	for (const [key, values] of Object.entries(options)) {
		if (random.chance(quality)) text += `${key}=${pick(random, values)}\n`;
	}
	return text;
}

/** The first few values of a list are the good ones, and are taken more often. */
function pick(random: SeededRandom, values: readonly string[]): string {
	return random.chance(70) ? (values[random.below(Math.ceil(values.length / 3))] as string) : random.pick(values);
}
