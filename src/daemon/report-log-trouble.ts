import type { DaemonLog } from '../logs/daemon-log.ts';
import { describeLogTrouble, type LogTrouble } from '../logs/log-trouble.ts';

/** A log that cannot be written is told once, and once more when it can be again. */
export function reportLogTrouble(log: DaemonLog, trouble: LogTrouble): void {
	const fields = { event: 'log-trouble', ...trouble };
	if (trouble.type === 'failed') log.warn(fields, describeLogTrouble(trouble));
	else log.info(fields, describeLogTrouble(trouble));
}
