import type { GroupConfig, LogTarget, ProcessConfig, StreamConfig } from '../config/config.ts';
import type { Value } from '../foundation/value.ts';

/** What supervisord's getAllConfigInfo tells of a process, apart from `inuse`; `none` stands for what is not set. */
export function configInfo(
	group: Pick<GroupConfig, 'name' | 'priority'>,
	process: ProcessConfig,
): Record<string, Value> {
	return {
		autostart: process.autostart,
		directory: process.directory ?? 'none',
		uid: process.user?.uid ?? 'none',
		command: process.command,
		exitcodes: process.exitcodes,
		group: group.name,
		group_prio: group.priority,
		killasgroup: process.killasgroup,
		name: process.name,
		process_prio: process.priority,
		redirect_stderr: process.redirectStderr,
		// Unlimited is Podvisor's own, and written like this.
		startretries: process.startretries === Number.POSITIVE_INFINITY ? -1 : process.startretries,
		startsecs: process.startsecs,
		...streamInfo('stdout', process.stdout),
		stopsignal: process.stopsignal,
		stopwaitsecs: process.stopwaitsecs,
		...streamInfo('stderr', process.stderr),
		serverurl: process.serverurl ?? 'none',
	};
}

function streamInfo(name: 'stdout' | 'stderr', stream: StreamConfig): Record<string, Value> {
	return {
		[`${name}_capture_maxbytes`]: stream.captureMaxbytes,
		[`${name}_events_enabled`]: stream.eventsEnabled,
		[`${name}_logfile`]: logTargetName(stream.target),
		[`${name}_logfile_backups`]: stream.backups,
		[`${name}_logfile_maxbytes`]: stream.maxbytes,
		[`${name}_syslog`]: stream.syslog,
	};
}

function logTargetName(target: LogTarget): string {
	return target.type === 'file' || target.type === 'descriptor' ? target.path : target.type;
}
