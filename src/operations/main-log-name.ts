import type { DaemonConfig } from '../config/config.ts';

/** The name of the daemon's own log, as supervisord knows it; `undefined` where there is none. */
export function mainLogName({ logfile, syslog }: Pick<DaemonConfig, 'logfile' | 'syslog'>): string | undefined {
	if (syslog) return 'syslog';
	return logfile.type === 'file' || logfile.type === 'descriptor' ? logfile.path : undefined;
}
