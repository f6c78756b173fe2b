import type { LogTarget } from '../config.ts';
import { absolutePath } from '../python/posix-path.ts';
import { parsePathInDirectory } from './path.ts';
import { type Parsed, parsed, refused, type ValueType } from './value-type.ts';

/** A child's log: as {@link LogTarget}, and supervisord's deprecated `syslog` in the place of a file. */
export type ChildLog = LogTarget | { readonly type: 'syslog' };

/** supervisord's `logfile_name`. */
export const childLog: ValueType<ChildLog> = {
	label: 'file, AUTO or NONE',
	parse(text, source) {
		const lower = text.toLowerCase();
		// supervisord opens no file for an empty name.
		if (lower === 'none' || lower === 'off' || lower === '') return parsed({ type: 'none' });
		if (lower === 'auto' || lower === 'syslog') return parsed({ type: lower });
		return asTarget(parsePathInDirectory(text, source));
	},
};

/** The daemon's own log: any path is a file's, even `none`; `syslog` is the one word that is not. */
export const daemonLog: ValueType<ChildLog> = {
	label: 'file',
	parse(text, source) {
		if (text === 'syslog') return parsed({ type: 'syslog' });
		// supervisord takes it for the working directory, and dies when it opens that.
		if (text === '') return refused('names no file', 'write a path, or /dev/null');
		const path = parsePathInDirectory(text, source);
		return asTarget(path.ok ? parsed(absolutePath(path.value, source)) : path);
	},
};

const STREAMS: Readonly<Record<string, number>> = { stdin: 0, stdout: 1, stderr: 2 };

function asTarget(result: Parsed<string>): Parsed<LogTarget> {
	if (!result.ok) return result;
	const path = result.value;
	const match = /^\/dev\/(stdin|stdout|stderr)$|^\/(?:dev|proc\/self)\/fd\/(\d{1,9})$/.exec(path);
	if (match === null) return parsed({ type: 'file', path });
	const fd = match[1] === undefined ? Number(match[2]) : (STREAMS[match[1]] as number);
	return parsed({ type: 'descriptor', fd, path });
}
