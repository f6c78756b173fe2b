import t from 'tap';
import { NEEDS_ROOT, NO_REFERENCE, startPair } from './pair.ts';
import { oneGroup, plainConf } from './plain-conf.ts';
import type { Rival } from './rival.ts';
import { type OtherLines, sameLog } from './same-log.ts';

// Most of the time they wait.
t.jobs = 5;

// startsecs is long, for supervisord counts until it reaps, which may be late on a busy machine.
const COMMANDS: Readonly<Record<string, string>> = {
	missing: 'command=/no/such/file',
	'missing-in-path': 'command=no-such-program --with arguments',
	'missing-quoted': `command="it's not here"`,
	'missing-in-own-path': 'command=sleep 1\nenvironment=PATH="/nowhere"',
	'not-executable': 'command=%(here)s/plain.txt',
	directory: 'command=%(here)s',
	'directory-in-path': 'command=folder\nenvironment=PATH="%(here)s"',
	'no-shebang': 'command=%(here)s/no-shebang',
	'bad-shebang': 'command=%(here)s/bad-shebang',
	'empty-file': 'command=%(here)s/empty',
	relative: 'command=./plain.txt',
	'no-directory': 'command=sleep 1\ndirectory=/no/such/directory',
	'directory-is-a-file': 'command=sleep 1\ndirectory=/etc/passwd',
	'startsecs-0-missing': 'command=/no/such/file\nstartsecs=0',
};

/** What the child itself finds out: supervisord has spawned by then, and its child exits 127. */
function inTheChild(name: string): OtherLines {
	return {
		supervisord: [
			`INFO spawned: '${name}' with pid PID`,
			`WARN exited: ${name} (exit status 127; not expected)`,
			`INFO gave up: ${name} entered FATAL state, too many start retries too quickly`,
		],
		podvisord: [`INFO gave up: ${name} entered FATAL state, too many start retries too quickly`],
		because: 'the daemon waits for the exec and tells why it failed',
	};
}

const IN_THE_CHILD: Readonly<Record<string, string>> = {
	'no-shebang': "couldn't exec HERE/no-shebang: ENOEXEC",
	'bad-shebang': "couldn't exec HERE/bad-shebang: ENOENT",
	'empty-file': "couldn't exec HERE/empty: ENOEXEC",
	'no-directory': "couldn't chdir to /no/such/directory: ENOENT",
	'directory-is-a-file': "couldn't chdir to /etc/passwd: ENOTDIR",
};

/** Compared without the process, which supervisord's `spawnerr:` lines do not name. */
function spawnErrors(rival: Rival): string[] {
	return rival.log
		.map(({ level, message }) => `${level} ${message}`)
		.filter((line) => line.includes('spawnerr:'))
		.sort();
}

t.test('commands that cannot be run', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const programs = Object.fromEntries(
		Object.entries(COMMANDS).map(([name, options]) => [
			name,
			`startsecs=30\n${options}\nstartretries=0\nstdout_logfile=NONE\nstderr_logfile=%(here)s/${name}.err`,
		]),
	);
	const pair = startPair(t, {
		conf: plainConf(oneGroup(programs)),
		files: {
			'plain.txt': 'text\n',
			'no-shebang': 'echo unreachable\n',
			'bad-shebang': '#!/no/such/shell\n',
			empty: '',
		},
		folders: ['folder'],
		executable: ['no-shebang', 'empty'],
	});
	await pair.both((rival) => rival.line(/^gave up:/, Object.keys(COMMANDS).length));
	sameLog(t, pair, Object.fromEntries(Object.keys(IN_THE_CHILD).map((name) => [name, inTheChild(name)])));
	const errors = await pair.both(spawnErrors);
	const inTheChildren = Object.values(IN_THE_CHILD).map((reason) => `INFO spawnerr: ${reason}`);
	t.strictSame(errors.podvisord, [...errors.supervisord, ...inTheChildren].sort(), 'the same spawn errors');
	for (const name of Object.keys(COMMANDS)) {
		const told = await pair.both((rival) => (rival.has(`${name}.err`) ? rival.read(`${name}.err`) : ''));
		t.equal(
			told.podvisord.replaceAll(pair.podvisord.dir, 'HERE'),
			told.supervisord.replaceAll(pair.supervisord.dir, 'HERE'),
			`${name}: the same in its own log`,
		);
	}
});

t.test('a program whose command its user may not run', { buffered: true, skip: NEEDS_ROOT }, async (t) => {
	const pair = startPair(t, {
		conf: plainConf(
			oneGroup({
				forbidden:
					'command=%(here)s/mine\nuser=games\nstartsecs=30\nstartretries=0\nstderr_logfile=%(here)s/forbidden.err',
			}),
		),
		files: { mine: '#!/bin/sh\nexec sleep 1000\n' },
		modes: { mine: 0o700 },
	});
	await pair.both((rival) => rival.line(/^gave up:/));
	sameLog(t, pair, { forbidden: inTheChild('forbidden') });
	t.strictSame(spawnErrors(pair.podvisord), ["INFO spawnerr: couldn't exec HERE/mine: EACCES"]);
	const told = await pair.both((rival) => rival.read('forbidden.err').replaceAll(rival.dir, 'HERE'));
	t.equal(told.podvisord, told.supervisord);
});

t.test('commands of a daemon that is not root', { buffered: true, skip: NEEDS_ROOT }, async (t) => {
	const pair = startPair(t, {
		conf: plainConf(
			oneGroup({
				forbidden: 'command=%(here)s/mine\nstartsecs=30\nstartretries=0',
				'somebody-else': 'command=sleep 1000\nuser=www-data\nstartsecs=30\nstartretries=0',
				myself: 'command=sleep 1000\nuser=games\nstartsecs=0',
			}),
		),
		files: { mine: '#!/bin/sh\nexec sleep 1000\n' },
		modes: { mine: 0o700 },
		wrapper: ['setpriv', '--reuid=games', '--regid=games', '--clear-groups'],
	});
	await pair.both(async (rival) => {
		await rival.line(/^success: myself/);
		await rival.line(/^gave up: forbidden/);
		await rival.line(rival.name === 'supervisord' ? /^gave up: somebody-else/ : /^not root: somebody-else/);
		await rival.line(/^spawned: 'somebody-else'/);
	});
	sameLog(t, pair, {
		'somebody-else': {
			supervisord: inTheChild('somebody-else').supervisord,
			podvisord: ["INFO spawned: 'somebody-else' with pid PID"],
			because: 'a pod under an arbitrary uid runs what it can, and says so in one line',
		},
	});
	const errors = await pair.both(spawnErrors);
	t.strictSame(errors, {
		supervisord: ["INFO spawnerr: no permission to run command 'HERE/mine'"],
		podvisord: ["INFO spawnerr: command at 'HERE/mine' is not executable"],
	});
	t.match(pair.podvisord.stdout, /WARN not root: somebody-else cannot become another user; running as uid \d+/);
});
