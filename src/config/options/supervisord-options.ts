import type { Account, DaemonConfig, LogFormat, LogLevel } from '../config.ts';
import { account } from '../values/account.ts';
import { boolean } from '../values/boolean.ts';
import { byteSize } from '../values/byte-size.ts';
import { choice } from '../values/choice.ts';
import { duration } from '../values/duration.ts';
import { integer } from '../values/integer.ts';
import { keyValues } from '../values/key-values.ts';
import { logLevel } from '../values/log-level.ts';
import { type ChildLog, daemonLog } from '../values/log-target.ts';
import { octal } from '../values/octal.ts';
import { absoluteFile, existingDirectory } from '../values/path.ts';
import { text } from '../values/text.ts';
import { type Option, option, optional } from './option.ts';

export const LOG_FORMATS: readonly LogFormat[] = ['raw', 'text', 'json'];

interface SupervisordOptions {
	readonly logfile: Option<ChildLog>;
	readonly logfileMaxbytes: Option<number>;
	readonly logfileBackups: Option<number>;
	readonly loglevel: Option<LogLevel>;
	readonly pidfile: Option<string>;
	readonly umask: Option<number>;
	readonly nodaemon: Option<boolean>;
	readonly silent: Option<boolean>;
	readonly minfds: Option<number>;
	readonly minprocs: Option<number>;
	readonly nocleanup: Option<boolean>;
	readonly childlogdir: Option<string | undefined>;
	readonly user: Option<Account | undefined>;
	readonly directory: Option<string | undefined>;
	readonly stripAnsi: Option<boolean>;
	readonly environment: Option<Readonly<Record<string, string>>>;
	readonly identifier: Option<string>;
	readonly startOrder: Option<DaemonConfig['startOrder']>;
	readonly shutdownTimeout: Option<number | undefined>;
	readonly logFormat: Option<LogFormat>;
}

/** `[supervisord]`, also called `[podvisord]`. */
export const SUPERVISORD_OPTIONS: SupervisordOptions = {
	logfile: option('logfile', daemonLog, {
		default: 'supervisord.log',
		doc: "the daemon's own log; relative to the working directory; `syslog` sends it there instead",
	}),
	logfileMaxbytes: option('logfile_maxbytes', byteSize, {
		default: '50MB',
		doc: "the size at which the daemon's log is rotated; 0 never rotates, as `/dev/stdout` needs",
	}),
	logfileBackups: option('logfile_backups', integer, {
		default: '10',
		doc: "how many rotated files of the daemon's log are kept; with 0 the log is truncated",
	}),
	loglevel: option('loglevel', logLevel, { default: 'info', doc: "how much the daemon's log tells" }),
	pidfile: option('pidfile', absoluteFile, { default: 'supervisord.pid', doc: 'where the daemon writes its pid' }),
	umask: option('umask', octal, {
		default: '022',
		doc: 'the umask of the daemon, and so of programs without one, in the background; in the foreground they keep the one it was started with, as under supervisord',
	}),
	nodaemon: option('nodaemon', boolean, { default: 'false', doc: 'stay in the foreground, as a container needs' }),
	silent: option('silent', boolean, { default: 'false', doc: 'in the foreground, keep the log off stdout' }),
	minfds: option('minfds', integer, {
		default: '1024',
		doc: 'how many file descriptors the hard limit must allow; every program may open at least as many, unless its `rlimit_nofile` says otherwise',
	}),
	minprocs: option('minprocs', integer, {
		default: '200',
		doc: 'how many processes the hard limit must allow; no limit is raised',
	}),
	nocleanup: option('nocleanup', boolean, {
		default: 'false',
		doc: 'leave the automatic child logs of an earlier run where they are',
	}),
	childlogdir: optional('childlogdir', existingDirectory, {
		defaultDoc: '`$TMPDIR` or `/tmp`',
		doc: 'the directory of automatic child logs',
	}),
	user: optional('user', account, { doc: 'who the daemon becomes after its start, where it starts as root' }),
	directory: optional('directory', existingDirectory, {
		doc: 'the directory the daemon changes to when it leaves the foreground',
	}),
	stripAnsi: option('strip_ansi', boolean, { default: 'false', doc: 'remove ANSI escape sequences from child logs' }),
	environment: option('environment', keyValues, {
		default: '',
		secret: true,
		doc: 'variables for every program; `%(ENV_X)s` sees them in all sections below',
	}),
	identifier: option('identifier', text, {
		default: 'supervisor',
		doc: 'the name of this daemon, in the names of automatic child logs and for XML-RPC',
	}),
	startOrder: option('start_order', choice('supervisord', 'ready'), {
		default: 'supervisord',
		podvisor: true,
		doc: '`ready` waits until the programs of a lower priority number are ready before the next ones start; `supervisord` waits for nothing but `depends_on`',
	}),
	shutdownTimeout: optional('shutdown_timeout', duration, {
		podvisor: true,
		defaultDoc: 'none: each program gets its stopwaitsecs',
		doc: 'the time that the whole shutdown may take; Docker gives 10s before it kills',
	}),
	logFormat: option('log_format', choice(...LOG_FORMATS), {
		default: 'raw',
		podvisor: true,
		doc: "how lines reach the container's stdout: as they are, as `name | line`, or each as a JSON object",
	}),
};
