import type { DaemonConfig } from '../config/config.ts';
import type { System } from '../platform/system.ts';
import { type ContainerOutput, createContainerOutput } from './container-output.ts';
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
}

export type LogSystem = Pick<System, 'files' | 'clock' | 'connectDatagram'>;

export interface LogDependenciesOptions {
	readonly system: LogSystem;
	readonly daemon: DaemonConfig;
	readonly report: (trouble: LogTrouble) => void;
}

/** Opens nothing yet. */
export function createLogDependencies({ system, daemon, report }: LogDependenciesOptions): LogDependencies {
	const { files, clock } = system;
	return {
		system,
		daemon,
		report,
		container: createContainerOutput({ files, clock, report }),
		files: new SharedLogFiles({ files, clock, report }),
		syslog: new SyslogConnection({ connectDatagram: (path) => system.connectDatagram(path), clock, report }),
	};
}
