import type { Control } from '../../daemon/control.ts';
import type { PodHealth, ProcessReport } from '../../operations/pod-health.ts';

/** What `/health` tells, in the words of the health endpoints of services, whose readers it is for. */
export interface HealthDocument {
	readonly status: string;
	readonly why: string;
	/** ISO 8601. */
	readonly timestamp: string;
	/** Seconds since podvisord began. */
	readonly uptime: number;
	readonly environment: string;
	readonly version: string;
	readonly pid: number;
	readonly alive: boolean;
	readonly ready: boolean;
	readonly started: boolean;
	readonly memory: {
		/** Resident bytes of podvisord itself. */
		readonly podvisordBytes: number;
		/** Of the whole pod, as last measured; absent where it is not. */
		readonly usedBytes?: number;
		readonly limitBytes?: number;
		readonly source?: string;
	};
	/** What of memory and disk is short. */
	readonly pressures: readonly { readonly level: string; readonly reason: string }[];
	readonly programs: readonly ProgramDocument[];
}

interface ProgramDocument {
	readonly name: string;
	readonly group: string;
	/** As a person sees it. */
	readonly displayName: string;
	readonly state: string;
	readonly health: string;
	readonly why: string;
	readonly ready: boolean;
	/** 0 where it is down. */
	readonly pid: number;
	/** Seconds. */
	readonly uptime: number;
	readonly restarts: number;
	readonly memoryBytes?: number;
	/** The probe that was asked last, since its start. */
	readonly lastProbe?: {
		readonly kind: string;
		readonly ok: boolean;
		readonly latencyMs: number;
		readonly failures: number;
		readonly message: string;
		readonly timestamp: string;
	};
}

export function healthDocument(health: PodHealth, { session, system, version }: Control): HealthDocument {
	const { clock, memory, processes } = system;
	const pod = session.watch.memory.pod;
	return {
		status: health.status,
		why: health.why,
		timestamp: new Date(clock.wall()).toISOString(),
		uptime: Math.round(process.uptime()),
		environment: session.config.probeServer?.environment ?? '',
		version,
		pid: processes.pid,
		alive: health.isAlive,
		ready: health.isReady,
		started: health.isStarted,
		memory: { podvisordBytes: memory.own(), ...pod },
		pressures: health.pressures.map(({ level, reason }) => ({ level, reason })),
		programs: health.processes.map(programDocument),
	};
}

function programDocument(report: ProcessReport): ProgramDocument {
	const { process: name, group, name: displayName, state, verdict, why, isReady, pid, restarts, memoryBytes } = report;
	const last = report.probes.toSorted((a, b) => b.wallMs - a.wallMs)[0];
	return {
		name,
		group,
		displayName,
		state,
		health: verdict,
		why,
		ready: isReady,
		pid,
		uptime: Math.round(report.uptimeMs / 1000),
		restarts,
		...(memoryBytes === undefined ? {} : { memoryBytes }),
		...(last === undefined
			? {}
			: {
					lastProbe: {
						kind: last.kind,
						ok: last.isOk,
						latencyMs: Math.round(last.latencyMs),
						failures: last.failures,
						message: last.message,
						timestamp: new Date(last.wallMs).toISOString(),
					},
				}),
	};
}
