import type { DaemonConfig, LogTarget, ProcessConfig, StreamConfig } from '../../src/config/config.ts';

/** A stream that goes to `target`, rotated never, with nothing else asked of it. */
export function streamConfig(target: LogTarget, overrides: Partial<StreamConfig> = {}): StreamConfig {
	return { target, maxbytes: 0, backups: 0, captureMaxbytes: 0, eventsEnabled: false, syslog: false, ...overrides };
}

/** The parts of a process that logs look at. */
export function processConfig(overrides: Partial<ProcessConfig> = {}): ProcessConfig {
	return {
		kind: 'program',
		name: 'web',
		group: 'web',
		redirectStderr: false,
		stdout: streamConfig({ type: 'none' }),
		stderr: streamConfig({ type: 'none' }),
		containerLog: false,
		logFormat: 'raw',
		...overrides,
	} as ProcessConfig;
}

/** The parts of the daemon's section that logs look at. */
export function daemonConfig(overrides: Partial<DaemonConfig> = {}): DaemonConfig {
	return {
		logfile: { type: 'file', path: '/log/supervisord.log' },
		logfileMaxbytes: 0,
		logfileBackups: 0,
		loglevel: 'info',
		identifier: 'supervisor',
		nodaemon: false,
		silent: false,
		nocleanup: false,
		childlogdir: '/tmp',
		stripAnsi: false,
		logFormat: 'raw',
		...overrides,
	} as DaemonConfig;
}
