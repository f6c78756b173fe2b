import type { Config } from '../config/config.ts';
import { formatProblem } from '../config/format-problem.ts';
import { PodEvents } from '../events/pod-events.ts';
import { cleanAutoLogs } from '../logs/clean-auto-logs.ts';
import { createDaemonLog, type DaemonLog } from '../logs/daemon-log.ts';
import { createLogDependencies, type LogDependencies } from '../logs/log-dependencies.ts';
import type { LogTroubleReport } from './log-trouble-report.ts';
import { Pod } from './pod.ts';
import type { PodOptions } from './pod-options.ts';
import { PodWatch } from './pod-watch.ts';
import { remarkOnUsers } from './prepare-daemon.ts';

export interface SessionOptions extends Omit<PodOptions, 'logs' | 'log' | 'events' | 'watch'> {
	readonly config: Config;
	readonly troubles: LogTroubleReport;
	/** The session before this one: what the reader of stdout has not taken yet outlives a restart. */
	readonly takeOver: Session | undefined;
	/** The log's, see there. */
	readonly errorsWait?: boolean;
}

/** What lasts from one reading of the configuration to the next: the logs as configured, and the pod. */
export class Session {
	readonly config: Config;
	/** As it was last read: its groups can be added. */
	available: Config;
	/** An update waits for processes: until it is done its groups are its own. */
	isUpdating = false;
	readonly logs: LogDependencies;
	readonly log: DaemonLog;
	/** What happens in the pod, for whoever wants to hear of it. */
	readonly events: PodEvents;
	/** Who looks at the pod, and what was seen. */
	readonly watch: PodWatch;
	readonly pod: Pod;

	constructor(options: SessionOptions) {
		const { config, system, privileges, troubles, takeOver } = options;
		const { daemon } = config;
		const { report } = troubles;
		const echo = (message: string): void => troubles.log?.debug({ event: 'output' }, message);
		this.config = config;
		this.available = config;
		this.logs = createLogDependencies({ system, daemon, report, echo, takeOver: takeOver?.logs });
		const log = createDaemonLog(daemon, this.logs, { errorsWait: options.errorsWait ?? false });
		troubles.log = log;
		this.log = log;
		for (const file of config.files.slice(1)) {
			log.info({ event: 'config', file }, `Included extra file "${file}" during parsing`);
		}
		const remark = remarkOnUsers(config, privileges);
		if (remark !== undefined) log[remark.level]({ event: 'remark' }, remark.message);
		for (const warning of config.warnings) log.warn({ event: 'config' }, formatProblem(warning));
		const { identifier } = daemon;
		this.events = new PodEvents({ clock: system.clock, log, identifier, takeOver: takeOver?.events });
		this.watch = new PodWatch({ config, system, log, environment: options.environment, takeOver: takeOver?.watch });
		this.pod = new Pod({ ...options, logs: this.logs, log, events: this.events, watch: this.watch });
	}

	/** Starts the programs. Before them, what earlier ones left of AUTO logs goes: not before this daemon has its addresses. */
	begin(): void {
		const { daemon } = this.config;
		for (const path of cleanAutoLogs(daemon, this.logs.system.files).failed) {
			this.log.warn({ event: 'remark', path }, `Failed to clean up '${path}'`);
		}
		this.watch.begin(this.pod);
		this.pod.boot();
	}

	/** Closes its files; the container's output and syslog stay open. */
	close(): void {
		this.watch.close();
		this.pod.close();
		this.events.close();
		this.log.close();
	}
}
