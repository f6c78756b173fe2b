import type { ObservedLevel } from '../events/observation.ts';
import type { PodMemory } from '../platform/memory.ts';

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

/** Of a limit, with one digit behind the point. */
export function percentOf(bytes: number, limitBytes: number): number {
	return limitBytes === 0 ? 100 : Math.round((bytes / limitBytes) * 1000) / 10;
}
