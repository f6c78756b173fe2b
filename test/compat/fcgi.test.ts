/** The sockets of fcgi-programs, as the children of both daemons find them. */
import { connect } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { NEEDS_ROOT, NO_REFERENCE, startPair } from './pair.ts';
import { plainConf } from './plain-conf.ts';
import type { Rival } from './rival.ts';

// Most of the time they wait.
t.jobs = 4;

/** Tells what its stdin is, and answers every connection with a line. */
const CHILD = `#!/usr/bin/python3
import fcntl, json, os, socket
listener = socket.socket(fileno=os.dup(0))
stats = os.stat(listener.getsockname())
facts = {
    'family': listener.family.name,
    'type': listener.type.name,
    'accepts': listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN),
    'flags': fcntl.fcntl(0, fcntl.F_GETFL),
    'inherited': fcntl.fcntl(0, fcntl.F_GETFD),
    'name': os.path.basename(listener.getsockname()),
    'file': [oct(stats.st_mode), stats.st_uid, stats.st_gid],
    'self': [os.getuid(), os.getgid()],
}
with open('facts.new', 'w') as file:
    json.dump(facts, file)
os.rename('facts.new', 'facts')
while True:
    client, _ = listener.accept()
    client.sendall(b'hello')
    client.close()
`;

function fcgiProgram(more = ''): string {
	return `[fcgi-program:f]
command=%(here)s/child.py
directory=%(here)s
socket=unix://%(here)s/f.sock
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
${more}
`;
}

/** What a client is greeted with, or the errno of the connection that it did not get. */
function greeting(rival: Rival): Promise<string> {
	const socket = connect(join(rival.dir, 'f.sock'));
	let text = '';
	socket.on('data', (bytes) => {
		text += bytes;
	});
	socket.on('error', (error: NodeJS.ErrnoException) => {
		text ||= error.code ?? 'unknown';
	});
	return new Promise((resolve) => socket.on('close', () => resolve(text)));
}

for (const more of [
	'',
	'user=www-data',
	'socket_mode=0666',
	'socket_owner=www-data',
	'socket_owner=root:www-data\nsocket_mode=0660\nuser=www-data',
	'socket_owner=www-data:root\nsocket_backlog=3\numask=077',
]) {
	const options = { buffered: true, skip: NEEDS_ROOT };
	t.test(`the child finds the same socket: ${more.replaceAll('\n', ', ') || 'by default'}`, options, async (t) => {
		const pair = startPair(t, { conf: plainConf(fcgiProgram(more), 'umask=027'), files: { 'child.py': CHILD } });
		const facts = await pair.both(async (rival) => {
			await rival.until(() => rival.has('facts'), 'what the child found');
			return JSON.parse(rival.read('facts')) as unknown;
		});
		t.strictSame(facts.podvisord, facts.supervisord);
		t.strictSame(await pair.both(greeting), { supervisord: 'hello', podvisord: 'hello' });
		await pair.stop();
	});
}

t.test(
	'within a group both make an ordinary program of it, without a socket',
	{
		buffered: true,
		skip: NO_REFERENCE,
	},
	async (t) => {
		const pair = startPair(t, {
			conf: plainConf(`[group:g]\nprograms=f\n${fcgiProgram().replace('child.py', 'what.sh')}`),
			files: {
				'what.sh': '#!/bin/sh\nreadlink /proc/$$/fd/0 | cut -d : -f 1 >what.new; mv what.new what; exec sleep 1000\n',
			},
		});
		const stdin = await pair.both(async (rival) => {
			await rival.until(() => rival.has('what'), 'what its stdin is');
			return rival.read('what').trim();
		});
		t.strictSame(stdin, { supervisord: 'pipe', podvisord: 'pipe' });
		t.strictSame(await pair.both((rival) => rival.has('f.sock')), { supervisord: false, podvisord: false });
	},
);

t.test(
	'while a child that crashed is waited for, supervisord has clients refused, and Podvisor has them wait',
	{
		buffered: true,
		skip: NO_REFERENCE,
	},
	async (t) => {
		// The longer it has failed, the longer it is waited for; until there is "go".
		const script = '#!/bin/sh\n[ -e go ] && exec ./child.py\nexit 1\n';
		const pair = startPair(t, {
			conf: plainConf(
				fcgiProgram('startretries=100').replace('child.py', 'maybe.sh').replace('startsecs=0', 'startsecs=1'),
			),
			files: { 'child.py': CHILD, 'maybe.sh': script },
		});
		let answer = '';
		await pair.supervisord.until(() => {
			if (answer !== 'ECONNREFUSED') void greeting(pair.supervisord).then((heard) => (answer = heard));
			return answer === 'ECONNREFUSED';
		}, 'a client that is refused');
		await pair.podvisord.line(/^exited: f/, 2);
		const waiting = Array.from({ length: 5 }, () => greeting(pair.podvisord));
		await pair.podvisord.line(/^exited: f/, 3);
		waiting.push(greeting(pair.podvisord));
		pair.podvisord.write('go', '');
		t.strictSame(
			await Promise.all(waiting),
			Array.from({ length: 6 }, () => 'hello'),
		);
	},
);

t.test(
	'a file in its way: supervisord deletes it, Podvisor leaves it and says so',
	{
		buffered: true,
		skip: NO_REFERENCE,
	},
	async (t) => {
		const pair = startPair(t, {
			conf: plainConf(fcgiProgram('startretries=0')),
			files: { 'child.py': CHILD, 'f.sock': 'precious' },
		});
		await pair.supervisord.until(() => pair.supervisord.has('facts'), 'what the child found');
		await pair.podvisord.line(/^gave up: f/);
		t.equal(pair.podvisord.read('f.sock'), 'precious');
		t.match(pair.podvisord.stdout, /spawnerr: cannot open the socket unix:\/\/.*f\.sock: there is a file of that name/);
	},
);

t.test(
	'a folder that is not there: supervisord does not start at all, in Podvisor the others run',
	{
		buffered: true,
		skip: NO_REFERENCE,
	},
	async (t) => {
		const pair = startPair(t, {
			conf: plainConf(
				`${fcgiProgram('startretries=0').replace('f.sock', 'none/f.sock')}[program:p]\ncommand=sleep 1000\nstartsecs=0\n`,
			),
			files: { 'child.py': CHILD },
		});
		t.not((await pair.supervisord.exited).code, 0);
		t.match(pair.supervisord.stderr, /Could not create FastCGI socket/);
		await pair.podvisord.line(/^gave up: f/);
		await pair.podvisord.line(/^success: p/);
	},
);

t.test(
	'when all is stopped, supervisord leaves the file of the socket behind, Podvisor removes it',
	{
		buffered: true,
		skip: NO_REFERENCE,
	},
	async (t) => {
		const pair = startPair(t, { conf: plainConf(fcgiProgram()), files: { 'child.py': CHILD } });
		await pair.both((rival) => rival.until(() => rival.has('facts'), 'what the child found'));
		await pair.stop();
		t.strictSame(await pair.both((rival) => rival.has('f.sock')), { supervisord: true, podvisord: false });
	},
);
