import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { NO_REFERENCE, startPair } from './pair.ts';
import { oneGroup, plainConf } from './plain-conf.ts';
import type { Rival } from './rival.ts';

// Most of the time they wait.
t.jobs = 5;

// Writes what its name says, and stays.
const WRITER = `#!/bin/sh
case $1 in
no-newline) printf 'a line\\nand half of one' ;;
no-newline-and-exit) printf 'last words'; exit 0 ;;
nul) printf 'a\\0b\\n\\0\\0\\n' ;;
binary) i=0; while [ $i -lt 256 ]; do printf "\\\\$(printf %o $i)"; i=$((i + 1)); done ;;
megabyte) head -c 1048576 /dev/zero | tr '\\0' m; echo; head -c 1048576 /dev/zero | tr '\\0' n ;;
closes-stdout) echo before; exec >&- 2>&-; : >closed; exec sleep 1000 ;;
both) echo out; echo err >&2; echo out again ;;
colours) printf '\\033[31mred\\033[0m plain \\033[1;32;40mbold\\033[0m \\033]0;title\\007 \\033[2J\\033[Hhome \\033' ;;
carriage) printf 'a\\r\\nb\\rc\\n' ;;
utf8) printf 'grüße 日本 \\360\\237\\230\\200\\n' ;;
capture) printf 'before<!--XSUPERVISOR:BEGIN-->captured<!--XSUPERVISOR:END-->after\\n' ;;
silent) ;;
lines) i=1; while [ $i -le 2000 ]; do printf 'line %06d\\n' $i; i=$((i + 1)); done ;;
stdin) echo "stdin is $(stat -L -c %F /proc/self/fd/0)"; [ -t 0 ] || echo no terminal ;;
esac
: >"$SUPERVISOR_PROCESS_NAME.done"
exec sleep 1000
`;

const OUT = (name: string): string => `command=%(here)s/writer.sh ${name}
directory=%(here)s
startsecs=0
autorestart=false
stdout_logfile=%(here)s/${name}.out
stderr_logfile=%(here)s/${name}.err
`;

const PLAIN: readonly string[] = [
	'no-newline',
	'no-newline-and-exit',
	'nul',
	'binary',
	'megabyte',
	'both',
	'carriage',
	'utf8',
	'silent',
	'lines',
	'stdin',
	'closes-stdout',
];

/** The bytes of a log, the folder masked; of a big one its length and its end. */
function bytesOf(rival: Rival, name: string): string {
	const text = readFileSync(join(rival.dir, name)).toString('latin1').replaceAll(rival.dir, 'HERE');
	return text.length < 10_000 ? text : `${text.length} bytes … ${text.slice(-40)}`;
}

async function written(rival: Rival, names: readonly string[]): Promise<void> {
	for (const name of names) {
		if (name === 'closes-stdout') await rival.until(() => rival.has('closed'), name);
		else if (name === 'no-newline-and-exit') await rival.line(/^exited: no-newline-and-exit/);
		else await rival.until(() => rival.has(`${name}.done`), name);
	}
}

t.test('what stands in the logs', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const programs: Record<string, string> = Object.fromEntries(PLAIN.map((name) => [name, OUT(name)]));
	const pair = startPair(t, { conf: plainConf(oneGroup(programs)), files: { 'writer.sh': WRITER } });
	await pair.both((rival) => written(rival, PLAIN));
	t.strictSame(await pair.stop(), { supervisord: { code: 0, signal: null }, podvisord: { code: 0, signal: null } });
	for (const name of PLAIN.flatMap((name) => [`${name}.out`, `${name}.err`])) {
		const bytes = await pair.both((rival) => bytesOf(rival, name));
		t.equal(bytes.podvisord, bytes.supervisord, name);
	}
	t.match(bytesOf(pair.podvisord, 'megabyte.out'), /^2097153 bytes/);
});

t.test('where the logs are, and what they are called', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const programs: Record<string, string> = {
		auto: 'command=%(here)s/writer.sh both',
		'auto-redirected': 'command=%(here)s/writer.sh both\nredirect_stderr=true',
		'auto-many':
			'command=%(here)s/writer.sh both\nnumprocs=2\nprocess_name=%(program_name)s-%(process_num)d\nnumprocs_start=4',
		none: 'command=%(here)s/writer.sh both\nstdout_logfile=NONE\nstderr_logfile=none',
		one: 'command=%(here)s/writer.sh both\nstdout_logfile=%(here)s/one.log\nstderr_logfile=%(here)s/one.log',
		named:
			'command=%(here)s/writer.sh both\nstdout_logfile=%(here)s/%(program_name)s-%(group_name)s-%(process_num)s.log\nstderr_logfile=%(here)s/%(ENV_LOGNAME)s.log',
		relative: 'command=%(here)s/writer.sh both\nstdout_logfile=relative.log\nstderr_logfile=NONE',
		never: 'command=%(here)s/writer.sh both\nautostart=false\nstdout_logfile=%(here)s/never.log',
		missing: 'command=/no/such/file\nstartretries=0\nstdout_logfile=%(here)s/missing.log\nstderr_logfile=NONE',
	};
	const common = 'directory=%(here)s\nstartsecs=0';
	const conf = Object.fromEntries(Object.entries(programs).map(([name, options]) => [name, `${options}\n${common}`]));
	const pair = startPair(t, {
		conf: plainConf(oneGroup(conf), 'identifier=the-pod'),
		files: {
			'writer.sh': WRITER,
			'auto-stdout---the-pod-leftover.log': 'old',
			'auto-stdout---other-leftover.log': 'old',
		},
		environment: { LOGNAME: 'from-the-environment' },
	});
	await pair.both(async (rival) => {
		await rival.line(/^success:/, 8);
		await rival.line(/^gave up: missing/);
		await rival.until(() => DONE.every((name) => rival.has(`${name}.done`)), 'all to have written');
	});
	await pair.stop();
	const names = await pair.both((rival) => rival.files(/\.(log|done)$/));
	t.strictSame(
		[...names.podvisord, ...ONLY_OF_SUPERVISORD].sort(),
		names.supervisord,
		'supervisord also makes the AUTO logs of what never runs',
	);
	for (const name of names.podvisord.filter((name) => name.endsWith('.log'))) {
		const bytes = await pair.both((rival) => {
			const real = rival.realName(name);
			const text = bytesOf(rival, real);
			// Two pipes: in which order a daemon reads them is chance.
			const content = name === 'one.log' ? text.split('\n').sort() : text;
			return { content, mode: (statSync(join(rival.dir, real)).mode & 0o777).toString(8) };
		});
		t.strictSame(bytes.podvisord, bytes.supervisord, name);
	}
});

const DONE: readonly string[] = [
	'auto',
	'auto-redirected',
	'auto-many-4',
	'auto-many-5',
	'none',
	'one',
	'named',
	'relative',
];

const ONLY_OF_SUPERVISORD: readonly string[] = ['never-stderr---the-pod-RANDOM8.log'];

const BATCHES = 22;

function batch(number: number): string {
	return Array.from({ length: 64 }, (_, line) => `line ${String(number * 64 + line).padStart(10, '0')}\n`).join('');
}

// 22 KiB by 1 KiB, each only when the one before is in the log: when a log is rolled over is then no chance. Without
// inotify, for where a user has no more instances of it left, tail says so among its output.
t.test('rotation', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const kept: Readonly<Record<string, string>> = {
		backups: 'stdout_logfile_maxbytes=4KB\nstdout_logfile_backups=3',
		'one-backup': 'stdout_logfile_maxbytes=4KB\nstdout_logfile_backups=1',
		'no-backups': 'stdout_logfile_maxbytes=4KB\nstdout_logfile_backups=0',
		never: 'stdout_logfile_maxbytes=0',
		roomy: '',
	};
	const programs = Object.entries(kept).map(([name, options]) => [
		name,
		`command=tail ---disable-inotify -n +1 -s 0.02 -f %(here)s/feed\nstdout_logfile=%(here)s/${name}.log\nredirect_stderr=true\n${options}`,
	]);
	const pair = startPair(t, { conf: plainConf(oneGroup(Object.fromEntries(programs))), files: { feed: '' } });
	await pair.both(async (rival) => {
		for (let number = 0; number < BATCHES; number++) {
			appendFileSync(join(rival.dir, 'feed'), batch(number));
			await rival.until(
				() =>
					Object.entries(kept).every(([name, options]) => {
						const batches = options.includes('4KB') ? (number + 1) % 4 : number + 1;
						return rival.size(`${name}.log`) === batches * 1024;
					}),
				`batch ${number} in all logs`,
			);
		}
	});
	await pair.stop();
	const names = await pair.both((rival) => rival.files(/\.log/));
	t.strictSame(names.podvisord, names.supervisord, 'the same files');
	t.ok(names.podvisord.includes('backups.log.3'));
	for (const name of names.podvisord) {
		const bytes = await pair.both((rival) => bytesOf(rival, name));
		t.equal(bytes.podvisord, bytes.supervisord, name);
	}
});

t.test('strip_ansi', { buffered: true, skip: NO_REFERENCE }, async (t) => {
	const pair = startPair(t, {
		conf: plainConf(oneGroup({ colours: OUT('colours'), utf8: OUT('utf8') }), 'strip_ansi=true'),
		files: { 'writer.sh': WRITER },
	});
	await pair.both((rival) => written(rival, ['colours', 'utf8']));
	await pair.stop();
	for (const name of ['colours.out', 'utf8.out']) {
		const bytes = await pair.both((rival) => bytesOf(rival, name));
		t.equal(bytes.podvisord, bytes.supervisord, name);
	}
});
