import { dirname } from 'node:path';
import type { Config, LogTarget, ProcessConfig } from '../config/config.ts';

/**
 * The folders whose file systems are watched: those that are listed, first, and those that the daemon, its programs and
 * its alerts write into.
 */
export function diskPaths(config: Config, programs: readonly ProcessConfig[]): readonly string[] {
	const { daemon, diskWatcher, alerts, groups } = config;
	const paths = new Set(diskWatcher?.paths ?? []);
	const add = (target: LogTarget): void => {
		if (target.type === 'file') paths.add(dirname(target.path));
		if (target.type === 'auto') paths.add(daemon.childlogdir);
	};
	add(daemon.logfile);
	for (const { stdout, stderr } of [...groups.flatMap(({ processes }) => processes), ...programs]) {
		add(stdout.target);
		add(stderr.target);
	}
	for (const { sink } of alerts) if (sink.type === 'file') paths.add(dirname(sink.path));
	// Folders of devices: /dev is memory that nobody fills by logs.
	paths.delete('/dev');
	return [...paths];
}
