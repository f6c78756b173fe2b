import type { Account, LogFormat, ProcessConfig, Rlimit, RlimitName } from '../config.ts';
import { account } from '../values/account.ts';
import { autoRestart } from '../values/auto-restart.ts';
import { boolean } from '../values/boolean.ts';
import { choice } from '../values/choice.ts';
import { type DependencyName, dependencies } from '../values/dependencies.ts';
import { duration } from '../values/duration.ts';
import { exitCodes } from '../values/exit-codes.ts';
import { integer, integerBetween } from '../values/integer.ts';
import { keyValues } from '../values/key-values.ts';
import { list } from '../values/list.ts';
import { octal } from '../values/octal.ts';
import { rlimit } from '../values/rlimit.ts';
import { share } from '../values/share.ts';
import { signalNumber } from '../values/signal-number.ts';
import { text } from '../values/text.ts';
import { type Option, option, optional } from './option.ts';
import { type StreamOptions, streamOptions } from './stream-options.ts';
import { LOG_FORMATS } from './supervisord-options.ts';

interface ProgramOptions {
	readonly command: Option<string | undefined>;
	readonly processName: Option<string>;
	readonly numprocs: Option<number>;
	readonly numprocsStart: Option<number>;
	readonly priority: Option<number>;
	readonly autostart: Option<boolean>;
	readonly startsecs: Option<number>;
	readonly startretries: Option<number>;
	readonly autorestart: Option<ProcessConfig['autorestart']>;
	readonly exitcodes: Option<readonly number[]>;
	readonly stopsignal: Option<number>;
	readonly stopwaitsecs: Option<number>;
	readonly stopasgroup: Option<boolean>;
	readonly killasgroup: Option<boolean | undefined>;
	readonly user: Option<Account | undefined>;
	readonly redirectStderr: Option<boolean>;
	readonly environment: Option<Readonly<Record<string, string>>>;
	readonly directory: Option<string | undefined>;
	readonly umask: Option<number | undefined>;
	readonly serverurl: Option<string | undefined>;
	readonly type: Option<ProcessConfig['type']>;
	readonly dependsOn: Option<readonly DependencyName[]>;
	readonly critical: Option<ProcessConfig['critical']>;
	readonly restartBackoff: Option<ProcessConfig['restartBackoff']>;
	readonly restartDelayMax: Option<number | undefined>;
	readonly restartJitter: Option<number>;
	readonly nice: Option<number | undefined>;
	readonly oomScoreAdj: Option<number | undefined>;
	readonly envFile: Option<readonly string[]>;
	readonly secrets: Option<Readonly<Record<string, string>>>;
	readonly containerLog: Option<boolean>;
	readonly logFormat: Option<LogFormat | undefined>;
}

/** What a process' logs are configured with. */
export const STDOUT_OPTIONS: StreamOptions = streamOptions('stdout');
export const STDERR_OPTIONS: StreamOptions = streamOptions('stderr');

/** Where the delay between restarts has to have an end of its own; see `restart_delay_max`. */
export const RESTART_DELAY_MAX_MS = 60_000;

/** `depends_on` is an option of groups, too. */
export const DEPENDS_ON_OPTION: Option<readonly DependencyName[]> = option('depends_on', dependencies, {
	default: '',
	podvisor: true,
	doc: 'programs or groups that must be `started`, `ready` (the default) or `completed` before the start, as in `db:ready, migrate:completed`; stopped in reverse order',
});

/** `[program:x]`; `[fcgi-program:x]` and `[eventlistener:x]` have these as well. */
export const PROGRAM_OPTIONS: ProgramOptions = {
	command: optional('command', text, {
		required: true,
		doc: 'the program and its arguments, split as a shell would, but run without one; without a slash it is looked up in `$PATH`',
	}),
	processName: option('process_name', text, {
		default: '%(program_name)s',
		doc: 'the name of each process; needs `%(process_num)…` where numprocs is above 1',
	}),
	numprocs: option('numprocs', integer, { default: '1', doc: 'how many processes of the program there are' }),
	numprocsStart: option('numprocs_start', integer, { default: '0', doc: 'the first `process_num`' }),
	priority: option('priority', integer, {
		default: '999',
		doc: 'lower numbers start first and stop last',
	}),
	autostart: option('autostart', boolean, { default: 'true', doc: 'start together with the daemon' }),
	startsecs: option('startsecs', integer, {
		default: '1',
		doc: 'seconds that a process must stay up to count as RUNNING; 0 asks nothing',
	}),
	startretries: option('startretries', integer, {
		default: '3',
		doc: 'failed starts that are tried again, after 1, 2, 3 … seconds, before FATAL; with -1 without end (Podvisor only)',
	}),
	autorestart: option('autorestart', autoRestart, {
		default: 'unexpected',
		doc: 'start again after an exit from RUNNING: always, never, or after an exit code that exitcodes does not list',
	}),
	exitcodes: option('exitcodes', exitCodes, { default: '0', doc: 'the exit codes that are expected' }),
	stopsignal: option('stopsignal', signalNumber, { default: 'TERM', doc: 'the signal that asks a process to stop' }),
	stopwaitsecs: option('stopwaitsecs', integer, {
		default: '10',
		doc: 'seconds between stopsignal and SIGKILL',
	}),
	stopasgroup: option('stopasgroup', boolean, {
		default: 'false',
		doc: 'send stopsignal to the whole process group',
	}),
	killasgroup: optional('killasgroup', boolean, {
		defaultDoc: 'as stopasgroup',
		doc: 'send SIGKILL to the whole process group',
	}),
	user: optional('user', account, { doc: 'who runs the program' }),
	redirectStderr: option('redirect_stderr', boolean, {
		default: 'false',
		doc: 'send stderr where stdout goes; not for event listeners',
	}),
	environment: option('environment', keyValues, {
		default: '',
		secret: true,
		doc: 'variables for the program, over those of `[supervisord]`; `%(ENV_X)s` sees them in the options per process',
	}),
	directory: optional('directory', text, { doc: 'the directory to start in' }),
	umask: optional('umask', octal, {
		defaultDoc: "the daemon's",
		doc: 'the umask of the program, in the foreground as well',
	}),
	serverurl: optional('serverurl', text, {
		defaultDoc: 'AUTO: found from the servers',
		doc: 'what the program finds in `SUPERVISOR_SERVER_URL`',
	}),
	type: option('type', choice('service', 'oneshot'), {
		default: 'service',
		podvisor: true,
		doc: 'a `oneshot` is completed when it exits with an expected code, and then not started again, whatever autorestart says',
	}),
	dependsOn: DEPENDS_ON_OPTION,
	critical: option('critical', choice('no', 'on-fatal', 'on-exit'), {
		default: 'no',
		podvisor: true,
		doc: 'whether the pod stops with the program: never, when it is FATAL, or at any exit',
	}),
	restartBackoff: option('restart_backoff', choice('linear', 'exponential'), {
		default: 'linear',
		podvisor: true,
		doc: "how the delay before the next start grows: 1, 2, 3 … seconds as supervisord's, or 1, 2, 4, 8 …",
	}),
	restartDelayMax: optional('restart_delay_max', duration, {
		podvisor: true,
		defaultDoc: `${RESTART_DELAY_MAX_MS / 1000}s with restart_backoff=exponential or startretries=-1; otherwise none, as supervisord`,
		doc: 'the longest delay before the next start',
	}),
	restartJitter: option('restart_jitter', share, {
		default: '0',
		podvisor: true,
		doc: 'up to this share of the delay is added at random',
	}),
	nice: optional('nice', integerBetween(-20, 19), { podvisor: true, doc: 'the scheduling priority (nice(2))' }),
	oomScoreAdj: optional('oom_score_adj', integerBetween(-1000, 1000), {
		podvisor: true,
		doc: 'how readily the kernel kills the program when memory runs out',
	}),
	envFile: option('env_file', list, {
		default: '',
		podvisor: true,
		doc: 'files of KEY=value lines, read at each start, under `environment`: `#` begins a comment line, `export` is allowed, quotes around a value are removed, `$X` stays as it is',
	}),
	secrets: option('secrets', keyValues, {
		default: '',
		podvisor: true,
		secret: true,
		doc: '`NAME=/run/secrets/x`: variables whose values are the contents of files, read at each start; Podvisor never prints them, but a program that prints them does',
	}),
	containerLog: option('container_log', boolean, {
		default: 'false',
		podvisor: true,
		doc: "show the program's lines on the container's stdout and stderr as well, in log_format, so that `docker logs` has them beside the log files; of an event listener only stderr",
	}),
	logFormat: optional('log_format', choice(...LOG_FORMATS), {
		podvisor: true,
		defaultDoc: 'as in `[supervisord]`',
		doc: "how the program's lines reach the container's stdout",
	}),
};

export const RLIMIT_NAMES: readonly RlimitName[] = [
	'as',
	'core',
	'cpu',
	'data',
	'fsize',
	'memlock',
	'msgqueue',
	'nice',
	'nofile',
	'nproc',
	'rss',
	'rtprio',
	'rttime',
	'sigpending',
	'stack',
];

/** `rlimit_nofile` and its like. */
export const RLIMIT_OPTIONS: ReadonlyMap<RlimitName, Option<Rlimit | undefined>> = new Map(
	RLIMIT_NAMES.map((name) => [
		name,
		optional(`rlimit_${name}`, rlimit, {
			podvisor: true,
			doc: `RLIMIT_${name.toUpperCase()} of setrlimit(2): \`1024\`, \`1024:4096\` (soft:hard) or \`unlimited\``,
		}),
	]),
);
