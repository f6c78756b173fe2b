import t from 'tap';
import { NO_REFERENCE, startPair } from './pair.ts';
import { oneGroup, plainConf } from './plain-conf.ts';
import type { Rival } from './rival.ts';
import { type OtherLines, sameLog } from './same-log.ts';

// Most of the time they wait.
t.jobs = 5;

// Ends as `$2` says, with `$3` not before it is told to; from its second run on it stays, and says that it is there.
const ONCE = `#!/bin/sh
if [ -e "$1.ran" ]; then : >"$1.again"; exec sleep 1000; fi
: >"$1.ran"
if [ -n "$3" ]; then until [ -e go ]; do sleep 0.05; done; fi
case $2 in
SIG*) kill -s "\${2#SIG}" $$; sleep 1000 ;;
*) exit "$2" ;;
esac
`;

interface Program {
	readonly name: string;
	readonly command: string;
	readonly options: string;
	/** What it comes to; then nothing more happens to it. */
	readonly settles: RegExp;
	readonly times: number;
	/** Runs until it is told to end. */
	readonly isTold?: boolean;
}

/** Ends once while it is RUNNING, by exit code or signal. */
function ended(name: string, how: string, options: string, isRestarted: boolean): Program {
	const command = `%(here)s/once.sh ${name} ${how} when-told`;
	if (isRestarted) return { name, command, options, settles: /^success:/, times: 2, isTold: true };
	return { name, command, options, settles: /^exited:/, times: 1, isTold: true };
}

/**
 * Ends once before startsecs: a failed start, whatever the exit code; the retry stays. startsecs is long, for supervisord
 * counts until it reaps, which may be late on a busy machine: the retry is still STARTING at the end.
 */
function quick(name: string, how: string, options = ''): Program {
	const command = `%(here)s/once.sh ${name} ${how}`;
	return { name, command, options: `startsecs=1000\n${options}`, settles: /^spawned:/, times: 2 };
}

const FATAL = /^gave up:/;

const PROGRAMS: readonly Program[] = [
	...['0', '1', '2', 'SIGTERM', 'SIGKILL', 'SIGSEGV'].map((how) => quick(`quick-${how}`, how)),
	...['true', 'false', 'unexpected'].map((autorestart) =>
		quick(`quick-autorestart-${autorestart}`, '0', `autorestart=${autorestart}`),
	),
	// After startsecs, and with startsecs=0: the restart policy.
	...['true', 'false', 'unexpected'].flatMap((autorestart) =>
		[
			['0', '0'],
			['1', '0'],
			['2', '0,2'],
			['0', '2,3'],
			['255', '255'],
			['SIGTERM', '0'],
			['SIGTERM', '143'],
			['SIGKILL', '0,137'],
		].flatMap(([how = '', exitcodes = '']) => {
			const isExpected = !how.startsWith('SIG') && exitcodes.split(',').includes(how);
			const isRestarted = autorestart === 'true' || (autorestart === 'unexpected' && !isExpected);
			const options = `startsecs=0\nautorestart=${autorestart}\nexitcodes=${exitcodes}`;
			const name = `ended-${autorestart}-${how}-of-${exitcodes.replace(',', 'and')}`;
			return [ended(name, how, options, isRestarted)];
		}),
	),
	ended('startsecs-1-ended', '3', 'startsecs=1\nautorestart=false', false),
	ended('startsecs-1-ended-and-again', '0', 'startsecs=1\nautorestart=true', true),
	ended('real-time-signal', 'SIGRTMIN+3', 'startsecs=0\nautorestart=false', false),
	ended('quit', 'SIGQUIT', 'startsecs=0\nautorestart=false', false),
	ended('usr1', 'SIGUSR1', 'startsecs=0\nautorestart=false', false),
	// Tries until it is given up.
	...[0, 1, 2].map((startretries) => ({
		name: `retries-${startretries}`,
		command: 'sh -c "exit 4"',
		options: `startsecs=30\nstartretries=${startretries}`,
		settles: FATAL,
		times: 1,
	})),
	{ name: 'retries-exit-0', command: 'true', options: 'startsecs=30\nstartretries=1', settles: FATAL, times: 1 },
	{ name: 'steady-0', command: 'sleep 1000', options: 'startsecs=0', settles: /^success:/, times: 1 },
	{ name: 'steady-1', command: 'sleep 1000', options: 'startsecs=1', settles: /^success:/, times: 1 },
	{ name: 'steady-2', command: 'sleep 1000', options: 'startsecs=2', settles: /^success:/, times: 1 },
];

const OTHERS: Readonly<Record<string, OtherLines>> = {
	'real-time-signal': {
		supervisord: [
			"INFO spawned: 'real-time-signal' with pid PID",
			'INFO success: real-time-signal entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)',
			'WARN exited: real-time-signal (terminated by signal 37; not expected)',
		],
		podvisord: [
			"INFO spawned: 'real-time-signal' with pid PID",
			'INFO success: real-time-signal entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)',
			'WARN exited: real-time-signal (terminated by SIGRTMIN+3; not expected)',
		],
		because: 'real-time signals have names',
	},
};

t.test(
	'what becomes of a program, by exit code, signal, startsecs, startretries and autorestart',
	{
		buffered: true,
		skip: NO_REFERENCE,
	},
	async (t) => {
		const programs = Object.fromEntries(
			PROGRAMS.map(({ name, command, options }) => [name, `command=${command}\ndirectory=%(here)s\n${options}`]),
		);
		const conf = plainConf(`${oneGroup(programs)}[program:never]\ncommand=sleep 1000\nautostart=false\n`);
		const pair = startPair(t, { conf, files: { 'once.sh': ONCE } });
		await pair.both(async (rival) => {
			await until(rival, (program) => !program.isTold || count(rival, program.name, /^success:/) > 0);
			rival.write('go', '');
			await until(rival, ({ name, settles, times }) => count(rival, name, settles) >= times);
			const again = PROGRAMS.filter(({ times }) => times === 2);
			await rival.until(() => again.every(({ name }) => rival.has(`${name}.again`)), 'the second runs');
		});
		t.strictSame(await pair.stop(), {
			supervisord: { code: 0, signal: null },
			podvisord: { code: 0, signal: null },
		});
		t.match(pair.podvisord.log.map(({ process }) => process).includes('never'), false, 'autostart=false');
		sameLog(t, pair, OTHERS);
	},
);

async function until(rival: Rival, isThere: (program: Program) => boolean): Promise<void> {
	let missing: readonly Program[] = PROGRAMS;
	await rival.until(
		() => {
			missing = missing.filter((program) => !isThere(program));
			return missing.length === 0;
		},
		() => missing.map(({ name }) => name).join(', '),
	);
}

function count({ log }: Rival, name: string, line: RegExp): number {
	return log.filter(({ process, message }) => process === name && line.test(message)).length;
}
