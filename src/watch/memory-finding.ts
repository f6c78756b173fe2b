import type { ObservedLevel } from '../events/observation.ts';
import { describePodMemoryLevel, describeProcessMemoryLevel } from './describe-memory.ts';
import { type LevelGauge, QUIET_GAUGE } from './level-gauge.ts';
import type { MemorySample } from './memory-sample.ts';

/** Whose level changed, and why. */
export interface MemoryFinding {
	/** `undefined`: the pod. */
	readonly key: string | undefined;
	readonly level: ObservedLevel;
	readonly usedBytes: number;
	readonly limitBytes: number | undefined;
	readonly reason: string;
}

/** By process; only of those that have bounds, or a level. */
export type ProcessGauges = ReadonlyMap<string, { readonly generation: number; readonly gauge: LevelGauge }>;

/** The pod's, if its level changed. */
export function podFinding(
	before: LevelGauge,
	{ at, pod }: MemorySample,
	after: { readonly pod: LevelGauge; readonly isUrgent: boolean; readonly hasVictim: boolean },
): readonly MemoryFinding[] {
	const { level } = after.pod;
	if (level === before.level) return [];
	const { usedBytes = 0, limitBytes } = pod ?? {};
	return [{ key: undefined, level, usedBytes, limitBytes, reason: describePodMemoryLevel(pod, { ...after, at }) }];
}

/** Of those whose level changed, and of those that died with one. */
export function processFindings(
	before: ProcessGauges,
	{ at, processes }: MemorySample,
	after: ProcessGauges,
): readonly MemoryFinding[] {
	const findings: MemoryFinding[] = [];
	for (const { key, rssBytes: usedBytes = 0, bounds } of processes) {
		const gauge = after.get(key)?.gauge ?? QUIET_GAUGE;
		if (gauge.level === (before.get(key)?.gauge.level ?? 'ok')) continue;
		const reason = describeProcessMemoryLevel(usedBytes, bounds, { gauge, at });
		findings.push({ key, level: gauge.level, usedBytes, limitBytes: bounds.limitBytes, reason });
	}
	const living = new Set(processes.map(({ key }) => key));
	for (const [key, { gauge }] of before) {
		if (living.has(key) || gauge.level === 'ok') continue;
		findings.push({ key, level: 'ok', usedBytes: 0, limitBytes: undefined, reason: 'does not run any more' });
	}
	return findings;
}
