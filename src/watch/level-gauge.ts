import type { ObservedLevel } from '../events/observation.ts';

/** How serious a figure is, and since when it has been above which of its thresholds. */
export interface LevelGauge {
	/** What was told. */
	readonly level: ObservedLevel;
	/** Since when, in one go; `undefined` where it is not. */
	readonly aboveWarningSince: number | undefined;
	readonly aboveCriticalSince: number | undefined;
}

export interface GaugeReading {
	readonly at: number;
	readonly value: number;
	/** `undefined`: never. */
	readonly warning: number | undefined;
	readonly critical: number | undefined;
	/** Above a threshold for less than this is nothing. */
	readonly sustainedMs: number;
	/** The share of a threshold that it must fall below it before that is over: what swings about it is told once. */
	readonly hysteresis: number;
	/** There is no time to wait: it is critical now. */
	readonly isUrgent?: boolean;
}

export const QUIET_GAUGE: LevelGauge = {
	level: 'ok',
	aboveWarningSince: undefined,
	aboveCriticalSince: undefined,
};

/** Goes on with another reading. */
export function readGauge(before: LevelGauge, reading: GaugeReading): LevelGauge {
	const { at, value, warning, critical, isUrgent = false } = reading;
	const aboveWarningSince = isAbove(value, warning) ? (before.aboveWarningSince ?? at) : undefined;
	const aboveCriticalSince = isAbove(value, critical) ? (before.aboveCriticalSince ?? at) : undefined;
	const isCritical =
		isUrgent ||
		isSustained(aboveCriticalSince, reading) ||
		(before.level === 'critical' && isHeld(value, critical, reading));
	const isWarning =
		isSustained(aboveWarningSince, reading) || (before.level !== 'ok' && isHeld(value, warning, reading));
	const level = isCritical ? 'critical' : isWarning ? 'warning' : 'ok';
	return { level, aboveWarningSince, aboveCriticalSince };
}

/** The next moment at which it becomes more serious if nothing changes; `undefined` where it would not. */
export function gaugeDueAt(
	{ level, aboveWarningSince, aboveCriticalSince }: LevelGauge,
	sustainedMs: number,
): number | undefined {
	if (level === 'critical') return undefined;
	const since = level === 'ok' ? (aboveWarningSince ?? aboveCriticalSince) : aboveCriticalSince;
	return since === undefined ? undefined : since + sustainedMs;
}

function isAbove(value: number, threshold: number | undefined): boolean {
	return threshold !== undefined && value > threshold;
}

function isSustained(since: number | undefined, { at, sustainedMs }: GaugeReading): boolean {
	return since !== undefined && at - since >= sustainedMs;
}

function isHeld(value: number, threshold: number | undefined, { hysteresis }: GaugeReading): boolean {
	return threshold !== undefined && value > threshold * (1 - hysteresis);
}
