import type { DaemonConfig } from '../config/config.ts';
import { formatDaemonLogLine } from './daemon-log-line.ts';
import { FileSink } from './file-sink.ts';
import type { LogDependencies } from './log-dependencies.ts';
import type { LogSink } from './log-sink.ts';
import { describeLogTrouble, type LogTrouble } from './log-trouble.ts';
import { createSyslogSink } from './syslog-sink.ts';

const STDOUT = 1;
const STDERR = 2;

/** Where the daemon's own lines go. */
export interface DaemonLogOutput {
	/** Whole lines. */
	write(lines: string): void;
	reopen(): void;
	close(): void;
}

export type DaemonLogConfig = Pick<
	DaemonConfig,
	'logfile' | 'syslog' | 'logfileMaxbytes' | 'logfileBackups' | 'loglevel' | 'nodaemon' | 'silent' | 'logFormat'
>;

export type DaemonLogDependencies = Pick<LogDependencies, 'container' | 'files' | 'syslog' | 'system'>;

/**
 * The daemon's log file, rotated as a program's; and stdout in the foreground unless silent, but not twice where the
 * log file is stdout itself. supervisord does not start without its log file. Here one line on stderr says that it
 * cannot be written (a read-only root file system), stdout gets the lines instead, and the file is tried again.
 */
export function openDaemonLogOutput(
	config: DaemonLogConfig,
	{ container, files, syslog, system }: DaemonLogDependencies,
): DaemonLogOutput {
	const descriptors = new Set<number>();
	if (config.nodaemon && !config.silent) descriptors.add(STDOUT);
	if (config.logfile.type === 'descriptor') descriptors.add(config.logfile.fd);

	/** Not through the log itself: it is the log that has the trouble. */
	function complain(trouble: LogTrouble): void {
		const message = `the daemon's own log: ${describeLogTrouble(trouble)}`;
		const wall = system.clock.wall();
		const time = new Date(wall).toISOString();
		const json = `${JSON.stringify({ level: 'warn', time, program: 'podvisord', message })}\n`;
		container.write(STDERR, Buffer.from(formatDaemonLogLine(config.logFormat, { level: 30, message, wall, json })));
	}

	const sink = openSink();
	function openSink(): LogSink | undefined {
		if (config.syslog === true) return createSyslogSink(syslog, '');
		if (config.logfile.type !== 'file') return undefined;
		const rotation = { maxbytes: config.logfileMaxbytes, backups: config.logfileBackups };
		const shared = files.open(config.logfile.path, rotation, complain);
		if (!shared.file.isOpen) descriptors.add(STDOUT);
		return new FileSink(files, shared);
	}

	return {
		write(lines) {
			const bytes = Buffer.from(lines);
			for (const fd of descriptors) container.write(fd, bytes);
			sink?.write(bytes);
		},
		reopen: () => sink?.reopen(),
		close: () => sink?.close(),
	};
}
