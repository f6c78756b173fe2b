import type { ObservedLevel } from '../events/observation.ts';
import type { PodMemory } from '../platform/memory.ts';
import type { System } from '../platform/system.ts';
import type { MemoryPolicyState } from './memory-policy.ts';
import type { ProcessMemory } from './process-memory.ts';
import type { WatchedProcess } from './watched-pod.ts';

/** The content of `metrics_file`; its schema is conf/memory-metrics.schema.json. */
export interface MemoryMetrics {
	/** ISO 8601, UTC. */
	readonly timestamp: string;
	/** `null` where the system does not tell. */
	readonly pod: (PodMemory & { readonly percent: number; readonly level: ObservedLevel }) | null;
	/** The living ones, in the order of their starts. */
	readonly programs: readonly ProgramMetrics[];
	/** Podvisor itself. */
	readonly supervisor: { readonly pid: number; readonly rssBytes: number };
}

export interface ProgramMetrics {
	readonly name: string;
	readonly group: string;
	readonly pid: number;
	/** Of the whole tree. */
	readonly rssBytes: number;
	/** Its memory_limit. */
	readonly limitBytes: number | null;
	/** Of its limit. */
	readonly percent: number | null;
	readonly level: ObservedLevel;
	readonly processes: number;
	readonly cpuSeconds: number;
}

export interface MeasuredPod {
	readonly system: System;
	/** `undefined` where the system does not tell. */
	readonly pod: PodMemory | undefined;
	readonly levels: Pick<MemoryPolicyState, 'pod' | 'processes'>;
	/** `undefined` where it could not be measured. */
	measuredOf(key: string): ProcessMemory | undefined;
}

/** What was just measured, as the file tells it. */
export function memoryMetrics(
	living: readonly WatchedProcess[],
	{ system, pod, levels, measuredOf }: MeasuredPod,
): MemoryMetrics {
	return {
		timestamp: new Date(system.clock.wall()).toISOString(),
		pod:
			pod === undefined ? null : { ...pod, percent: percentOf(pod.usedBytes, pod.limitBytes), level: levels.pod.level },
		programs: living.flatMap(({ key, pid, config: { name, group, memory } }) => {
			const measured = measuredOf(key);
			if (measured === undefined) return [];
			const { rssBytes, processes, cpuSeconds } = measured;
			const limitBytes = memory.limitBytes ?? null;
			const percent = limitBytes === null ? null : percentOf(rssBytes, limitBytes);
			const level = levels.processes.get(key)?.gauge.level ?? 'ok';
			return [{ name, group, pid, rssBytes, limitBytes, percent, level, processes, cpuSeconds }];
		}),
		supervisor: { pid: system.processes.pid, rssBytes: system.memory.own() },
	};
}

/** Of a limit, with one digit behind the point. */
function percentOf(bytes: number, limitBytes: number): number {
	return limitBytes === 0 ? 100 : Math.round((bytes / limitBytes) * 1000) / 10;
}
