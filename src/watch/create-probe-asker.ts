import type { Probe } from '../config/config.ts';
import type { OutputPipe, System } from '../platform/system.ts';
import type { TreeIdentity } from '../platform/tree-identity.ts';
import { execProbe, type ProbeCommand } from './exec-probe.ts';
import { fdProbe } from './fd-probe.ts';
import { httpProbe } from './http-probe.ts';
import { listenProbe } from './listen-probe.ts';
import { type HearLines, logProbe } from './log-probe.ts';
import { notifyProbe } from './notify-probe.ts';
import type { NotifyState } from './notify-state.ts';
import type { ProbeAsker } from './probe-asker.ts';
import { tcpProbe } from './tcp-probe.ts';

/** What the probes of one living process are asked by. */
export interface ProbeMeans {
	readonly system: Pick<System, 'processes' | 'http' | 'tcp' | 'commands' | 'clock'>;
	/** Podvisor's own, for the User-Agent. */
	readonly version: string;
	readonly tree: TreeIdentity;
	readonly timeoutMs: number;
	/** How a command runs as the program does. */
	readonly runsAs: Omit<ProbeCommand, 'argv'>;
	/** The daemon's end of the descriptor that an `fd:N` probe names. */
	readonly notification: OutputPipe | undefined;
	readonly hearLines: HearLines;
	readonly notify: NotifyState;
}

/** What asks a probe; that of liveness by `notify` is a `watchdogProbe`. */
export function createProbeAsker(probe: Probe, means: ProbeMeans): ProbeAsker {
	const { system, timeoutMs } = means;
	switch (probe.type) {
		case 'http':
			return httpProbe({ ...means, url: probe.url, http: system.http });
		case 'tcp':
			return tcpProbe({ ...probe, timeoutMs, tcp: system.tcp });
		case 'exec':
			return execProbe({ command: { ...means.runsAs, argv: probe.argv }, timeoutMs, commands: system.commands });
		case 'listen':
			return listenProbe({ port: probe.port, tree: means.tree, processes: system.processes });
		case 'log':
			return logProbe({ pattern: probe.pattern, hear: means.hearLines });
		case 'notify':
			return notifyProbe(means.notify);
		case 'fd':
			return fdProbe({ fd: probe.fd, notification: means.notification });
	}
}
