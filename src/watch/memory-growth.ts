import type { MemorySample } from './memory-sample.ts';

/** Two looks nearer to each other tell nothing about growth. */
const LEAST_GROWTH_MS = 150;

/** What the pod used at an earlier look. */
export interface GrowthReference {
	/** Monotonic milliseconds. */
	readonly at: number;
	readonly usedBytes: number;
}

export interface Growth {
	readonly reference: GrowthReference | undefined;
	/** Until the pod reaches its limit at this rate; `Infinity` where it does not. */
	readonly reachesLimitInMs: number;
}

/** What follows from two looks at the pod. */
export function memoryGrowth(
	before: GrowthReference | undefined,
	{ at, pod }: Pick<MemorySample, 'at' | 'pod'>,
): Growth {
	if (pod === undefined) return { reference: undefined, reachesLimitInMs: Number.POSITIVE_INFINITY };
	const now = { at, usedBytes: pod.usedBytes };
	if (before === undefined) return { reference: now, reachesLimitInMs: Number.POSITIVE_INFINITY };
	if (at - before.at < LEAST_GROWTH_MS) {
		return { reference: before, reachesLimitInMs: Number.POSITIVE_INFINITY };
	}
	const bytesPerMs = (pod.usedBytes - before.usedBytes) / (at - before.at);
	const roomBytes = Math.max(0, pod.limitBytes - pod.usedBytes);
	return { reference: now, reachesLimitInMs: bytesPerMs <= 0 ? Number.POSITIVE_INFINITY : roomBytes / bytesPerMs };
}
