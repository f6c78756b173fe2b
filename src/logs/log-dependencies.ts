import type { DaemonConfig, LogLevel } from '../config/config.ts';
import type { System } from '../platform/system.ts';
import { type ContainerOutput, createContainerOutput } from './container-output.ts';
import type { Echo } from './echo-sink.ts';
import type { LogTrouble } from './log-trouble.ts';
import { SharedLogFiles } from './shared-log-files.ts';
import { SyslogConnection } from './syslog-connection.ts';

/** What all logs of the daemon have in common; made once. */
export interface LogDependencies {
	readonly system: LogSystem;
	readonly daemon: DaemonConfig;
	/** The descriptors 1, 2, N. */
	readonly container: ContainerOutput;
	/** The open files, one a path. */
	readonly files: SharedLogFiles;
	readonly syslog: SyslogConnection;
	/** Told once when a trouble begins and once when it is over. */
	readonly report: (trouble: LogTrouble) => void;
	/** Set where the daemon's level is debug or below, to show all output in its own log. */
	readonly echo: Echo | undefined;
}

export type LogSystem = Pick<System, 'files' | 'clock' | 'connectDatagram'>;

export interface LogDependenciesOptions {
	readonly system: LogSystem;
	readonly daemon: DaemonConfig;
	readonly report: (trouble: LogTrouble) => void;
	/** Gets each chunk of output as a message for the daemon's log where its level is debug or below. */
	readonly echo?: Echo;
	/** After a restart in place: what is still queued for the container goes out first, and nothing is opened twice. */
	readonly takeOver?: LogDependencies | undefined;
}

const ECHOING_LEVELS: ReadonlySet<LogLevel> = new Set(['debug', 'trace', 'blather']);

/**
 * Opens nothing yet. Whoever ends the daemon flushes and closes `container` and closes `syslog`; the files are closed
 * with their last stream.
 */
export function createLogDependencies({
	system,
	daemon,
	report,
	echo,
	takeOver,
}: LogDependenciesOptions): LogDependencies {
	const { files, clock } = system;
	return {
		system,
		daemon,
		report,
		echo: ECHOING_LEVELS.has(daemon.loglevel) ? echo : undefined,
		container: takeOver?.container ?? createContainerOutput({ files, clock, report }),
		files: new SharedLogFiles({ files, clock, report }),
		syslog:
			takeOver?.syslog ??
			new SyslogConnection({ connectDatagram: (path) => system.connectDatagram(path), clock, report }),
	};
}
