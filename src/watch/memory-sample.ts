import type { MemoryBounds } from '../config/config.ts';
import type { PodMemory } from '../platform/memory.ts';

/** A living process in a sample. */
export interface SampledProcess {
	readonly key: string;
	readonly generation: number;
	readonly priority: number;
	readonly bounds: MemoryBounds;
	readonly isStopping: boolean;
	/** `undefined` where it could not be measured. */
	readonly rssBytes: number | undefined;
}

export interface MemorySample {
	readonly at: number;
	readonly pod: PodMemory | undefined;
	readonly processes: readonly SampledProcess[];
	/** Those that are being stopped, though their leaders may be dead already. */
	readonly stopping: ReadonlySet<string>;
}

/** 0 to 1, and more where it is above its limit. */
export function shareOfLimit({ usedBytes, limitBytes }: PodMemory): number {
	return limitBytes === 0 ? 1 : usedBytes / limitBytes;
}
