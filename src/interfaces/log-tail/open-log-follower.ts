import { errorCode } from '../../platform/errno.ts';
import { LogFollower, type LogFollowerOptions } from './log-follower.ts';

/** Opens a log to follow it; `undefined` where there is none that can be read. */
export function openLogFollower(options: LogFollowerOptions): LogFollower | undefined {
	try {
		return new LogFollower(options);
	} catch (error) {
		// ENOENT: it never ran. EINVAL, EISDIR, ENXIO: /dev/stdout and the like. EACCES: it is closed to podvisord.
		if (errorCode(error) === undefined) throw error;
		return undefined;
	}
}
