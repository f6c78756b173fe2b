import type { StreamConfig } from '../config.ts';
import { STDERR_OPTIONS, STDOUT_OPTIONS } from '../options/program-options.ts';
import type { StreamOptions } from '../options/stream-options.ts';
import { addWarning, readOption, type SectionReader } from './read-option.ts';

/** What of a stream is the same for all processes of a program (and knows no `%(process_num)s`). */
export interface SharedStream {
	readonly captureMaxbytes: number;
	readonly eventsEnabled: boolean;
}

/** Both streams of a process. */
export interface Streams {
	readonly stdout: StreamConfig;
	readonly stderr: StreamConfig;
}

export function readSharedStreams(reader: SectionReader): { stdout: SharedStream; stderr: SharedStream } {
	const read = (options: StreamOptions): SharedStream => ({
		captureMaxbytes: readOption(reader, options.captureMaxbytes),
		eventsEnabled: readOption(reader, options.eventsEnabled),
	});
	return { stdout: read(STDOUT_OPTIONS), stderr: read(STDERR_OPTIONS) };
}

/** The streams of one process, with supervisord's own warnings. */
export function buildStreams(
	reader: SectionReader,
	shared: { readonly stdout: SharedStream; readonly stderr: SharedStream },
	redirectStderr: boolean,
): Streams {
	const stdout = buildStream(reader, STDOUT_OPTIONS, shared.stdout);
	const stderr = buildStream(reader, STDERR_OPTIONS, shared.stderr);
	if (!redirectStderr) return { stdout, stderr };
	if (stderr.target.type === 'file' || stderr.target.type === 'descriptor') {
		addWarning(reader, STDERR_OPTIONS.logfile.name, 'is ignored, since redirect_stderr=true', 'remove one of the two');
	}
	return { stdout, stderr: { ...stderr, target: { type: 'none' } } };
}

function buildStream(reader: SectionReader, options: StreamOptions, shared: SharedStream): StreamConfig {
	// supervisord expands it twice: %%%% is one percent sign.
	const log = readOption(reader, options.logfile, { passes: 2 });
	const backups = readOption(reader, options.backups);
	const maxbytes = readOption(reader, options.maxbytes);
	const syslog = readOption(reader, options.syslog);
	const stream = { ...shared, maxbytes, backups, syslog };
	if (log.type === 'syslog') {
		const name = options.logfile.name;
		addWarning(reader, name, '"syslog" is deprecated', `write ${options.syslog.name}=true instead`);
		return { ...stream, target: { type: 'none' }, syslog: true };
	}
	if (log.type === 'auto' && maxbytes === 0) {
		const hint = `set ${options.maxbytes.name} above 0, or the disk may fill up`;
		addWarning(reader, options.logfile.name, 'an automatic log is never rotated', hint);
	}
	return { ...stream, target: log };
}
