import { boolean } from '../values/boolean.ts';
import { byteSize } from '../values/byte-size.ts';
import { integer } from '../values/integer.ts';
import { type ChildLog, childLog } from '../values/log-target.ts';
import { type Option, option } from './option.ts';

/** The options of one of a program's streams. */
export interface StreamOptions {
	readonly logfile: Option<ChildLog>;
	readonly maxbytes: Option<number>;
	readonly backups: Option<number>;
	readonly captureMaxbytes: Option<number>;
	readonly eventsEnabled: Option<boolean>;
	readonly syslog: Option<boolean>;
}

/** `stdout_…` or `stderr_…` of a program. */
export function streamOptions(stream: 'stdout' | 'stderr'): StreamOptions {
	return {
		logfile: option(`${stream}_logfile`, childLog, {
			default: 'AUTO',
			doc: `where ${stream} goes: a file, \`AUTO\` (a file in childlogdir, which the next daemon removes; \`docker logs\` shows it with container_log=true only), \`NONE\`, or \`/dev/stdout\`, \`/dev/stderr\`, \`/dev/fd/N\` of the daemon (with maxbytes=0)`,
		}),
		maxbytes: option(`${stream}_logfile_maxbytes`, byteSize, {
			default: '50MB',
			doc: 'the size at which that file is rotated; 0 never rotates',
		}),
		backups: option(`${stream}_logfile_backups`, integer, {
			default: '10',
			doc: 'how many rotated files are kept; with 0 the file is truncated',
		}),
		captureMaxbytes: option(`${stream}_capture_maxbytes`, byteSize, {
			default: '0',
			doc: `how much of ${stream} between the tags of process communication is captured; 0 captures nothing`,
		}),
		eventsEnabled: option(`${stream}_events_enabled`, boolean, {
			default: 'false',
			doc: `emit a PROCESS_LOG event for what is written to ${stream}`,
		}),
		syslog: option(`${stream}_syslog`, boolean, { default: 'false', doc: `send ${stream} to syslog as well` }),
	};
}
