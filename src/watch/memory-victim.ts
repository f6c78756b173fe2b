import { formatBytes } from '../foundation/format-bytes.ts';
import { describeMemoryOfPod, describeProcessMemoryLevel } from './describe-memory.ts';
import type { LevelGauge } from './level-gauge.ts';
import type { MemorySample, SampledProcess } from './memory-sample.ts';

/** Who is being restarted for its memory. */
export interface MemoryVictim {
	readonly key: string;
	readonly generation: number;
	/** When it was chosen. */
	readonly at: number;
	/** Since when it was seen to be down, all that belongs to it included. */
	readonly downAt: number | undefined;
}

/**
 * The victim for as long as there must be no other: until it runs again, as this sample shows. One that stays down (its
 * restarts are delayed more and more) holds up the next for the sustained time and, where there is no time, not at all
 * once it has given its memory back.
 */
export function rememberVictim(
	victim: MemoryVictim | undefined,
	{ at, processes, stopping }: MemorySample,
	{ isUrgent, sustainedMs }: { readonly isUrgent: boolean; readonly sustainedMs: number },
): MemoryVictim | undefined {
	if (victim === undefined) return undefined;
	const living = processes.find(({ key }) => key === victim.key);
	if (living?.generation === victim.generation) {
		// Whoever should stop it did not: it is judged anew.
		const isForgotten = !living.isStopping && at - victim.at > sustainedMs;
		return isForgotten ? undefined : victim;
	}
	if (stopping.has(victim.key)) return victim;
	if (living !== undefined) return undefined;
	const downAt = victim.downAt ?? at;
	return isUrgent || at - downAt > sustainedMs ? undefined : { ...victim, downAt };
}

interface Choice {
	/** Whoever is over its limit is a candidate, for however short a time. */
	readonly isPodCritical: boolean;
	readonly sustainedMs: number;
	readonly gaugeOf: (key: string) => LevelGauge;
}

interface Candidate extends SampledProcess {
	readonly rssBytes: number;
	readonly overBytes: number;
}

/** The highest priority number first; among equals the furthest over its limit. */
export function chooseVictim(
	sample: MemorySample,
	{ isPodCritical, sustainedMs, gaugeOf }: Choice,
): { readonly key: string; readonly generation: number; readonly reason: string } | undefined {
	const { at, pod } = sample;
	const isDue = ({ key }: SampledProcess): boolean => {
		const since = gaugeOf(key).aboveCriticalSince;
		return since !== undefined && at - since >= sustainedMs;
	};
	const [first] = sample.processes
		.flatMap(overItsLimit)
		.filter((candidate) => isPodCritical || isDue(candidate))
		.sort((a, b) => b.priority - a.priority || b.overBytes - a.overBytes);
	if (first === undefined) return undefined;
	const { key, generation, rssBytes, bounds } = first;
	const reason =
		isPodCritical && pod !== undefined && !isDue(first)
			? `takes ${formatBytes(rssBytes)}, more than its memory_limit of ${formatBytes(bounds.limitBytes ?? 0)}, while ${describeMemoryOfPod(pod)}`
			: describeProcessMemoryLevel(rssBytes, bounds, { at, gauge: { ...gaugeOf(key), level: 'critical' } });
	return { key, generation, reason };
}

function overItsLimit(process: SampledProcess): readonly Candidate[] {
	const { bounds, isStopping, rssBytes } = process;
	if (isStopping || rssBytes === undefined || bounds.limitBytes === undefined || bounds.action !== 'restart') return [];
	const overBytes = rssBytes - bounds.limitBytes;
	return overBytes > 0 ? [{ ...process, rssBytes, overBytes }] : [];
}
