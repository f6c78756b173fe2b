import type { MemoryBounds } from '../config/config.ts';
import { formatBytes } from '../foundation/format-bytes.ts';
import type { PodMemory } from '../platform/memory.ts';
import type { LevelGauge } from './level-gauge.ts';

/** `the pod uses 481 MiB of 500 MiB (96 %)`. */
export function describeMemoryOfPod({ usedBytes, limitBytes, source }: PodMemory): string {
	const percent = limitBytes === 0 ? 100 : Math.round((usedBytes / limitBytes) * 100);
	const who = source === 'host' ? 'the host' : 'the pod';
	return `${who} uses ${formatBytes(usedBytes)} of ${formatBytes(limitBytes)} (${percent} %)`;
}

/** Why the pod has a level now. */
export function describePodMemoryLevel(
	pod: PodMemory | undefined,
	after: {
		readonly pod: LevelGauge;
		readonly at: number;
		readonly isUrgent: boolean;
		/** Somebody is being restarted. */
		readonly hasVictim: boolean;
	},
): string {
	if (pod === undefined) return 'the memory of the pod is not known any more';
	const { level, aboveCriticalSince, aboveWarningSince } = after.pod;
	const text = describeMemoryOfPod(pod);
	if (level === 'ok') return `${text} again`;
	if (level === 'warning') return `${text}${describeSpan(aboveWarningSince, after.at)}`;
	const span = after.isUrgent
		? ', and would soon reach its limit at this rate'
		: describeSpan(aboveCriticalSince, after.at);
	return `${text}${span}${after.hasVictim ? '' : '; no program that may be restarted is over its own memory_limit, so none is'}`;
}

/** Why a process has a level now, without its name. */
export function describeProcessMemoryLevel(
	usedBytes: number,
	{ warningBytes, limitBytes }: MemoryBounds,
	{ gauge, at }: { readonly gauge: LevelGauge; readonly at: number },
): string {
	const takes = `takes ${formatBytes(usedBytes)}`;
	const { level, aboveCriticalSince, aboveWarningSince } = gauge;
	if (level === 'critical' && limitBytes !== undefined && usedBytes > limitBytes) {
		return `${takes}, more than its memory_limit of ${formatBytes(limitBytes)}${describeSpan(aboveCriticalSince, at)}`;
	}
	if (level === 'warning' && warningBytes !== undefined && usedBytes > warningBytes) {
		return `${takes}, more than its memory_warning of ${formatBytes(warningBytes)}${describeSpan(aboveWarningSince, at)}`;
	}
	return level === 'ok' ? `${takes} again` : takes;
}

function describeSpan(since: number | undefined, at: number): string {
	const seconds = since === undefined ? 0 : Math.floor((at - since) / 1000);
	return seconds === 0 ? '' : `, for ${seconds} s`;
}
