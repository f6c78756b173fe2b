import type { DaemonConfig } from '../../src/config/config.ts';
import { createLogDependencies, type LogDependencies } from '../../src/logs/log-dependencies.ts';
import type { LogTrouble } from '../../src/logs/log-trouble.ts';
import type { DatagramSocket } from '../../src/platform/system.ts';
import { MemoryDescriptor, MemoryFiles, StandingClock } from './memory-files.ts';
import { daemonConfig } from './process-config.ts';

/** Logs over files in memory, with a syslog that listens or not. */
export interface LogRig {
	readonly deps: LogDependencies;
	readonly memory: MemoryFiles;
	readonly clock: StandingClock;
	readonly troubles: LogTrouble[];
	readonly stdout: MemoryDescriptor;
	readonly stderr: MemoryDescriptor;
	readonly syslog: FakeSyslog;
	/** What was shown in the daemon's log. */
	readonly echoed: string[];
}

export interface FakeSyslog {
	isThere: boolean;
	isFull: boolean;
	connects: number;
	readonly datagrams: string[];
}

export function logRig(daemon: Partial<DaemonConfig> = {}): LogRig {
	const memory = new MemoryFiles();
	const clock = new StandingClock();
	const troubles: LogTrouble[] = [];
	const stdout = new MemoryDescriptor();
	const stderr = new MemoryDescriptor();
	memory.descriptors.set(1, stdout).set(2, stderr);
	const syslog: FakeSyslog = { isThere: true, isFull: false, connects: 0, datagrams: [] };
	function connectDatagram(path: string): DatagramSocket {
		syslog.connects += 1;
		if (!syslog.isThere) throw Object.assign(new Error(`ENOENT: connect '${path}'`), { code: 'ENOENT' });
		return {
			send(bytes) {
				if (syslog.isFull || !syslog.isThere) return false;
				syslog.datagrams.push(bytes.toString());
				return true;
			},
			close() {},
		};
	}
	const echoed: string[] = [];
	const deps = createLogDependencies({
		system: { files: memory.port, clock, connectDatagram },
		daemon: daemonConfig(daemon),
		report: (trouble) => troubles.push(trouble),
		echo: (message) => echoed.push(message),
	});
	return { deps, memory, clock, troubles, stdout, stderr, syslog, echoed };
}
