import type { DaemonLog } from '../logs/daemon-log.ts';
import { describeLogTrouble, type LogTrouble } from '../logs/log-trouble.ts';

/**
 * Where logs tell their troubles: the daemon's own log of the time. What outlives a restart in place (the container's
 * output, syslog) tells them to the log that is open then, and before the first there is none.
 */
export class LogTroubleReport {
	log: DaemonLog | undefined;

	/** A log that cannot be written is told once, and once more when it can be again, or never could until the end. */
	readonly report = (trouble: LogTrouble): void => {
		const fields = { event: 'log-trouble', ...trouble };
		const level = trouble.type === 'recovered' ? 'info' : 'warn';
		this.log?.[level](fields, describeLogTrouble(trouble));
	};
}
