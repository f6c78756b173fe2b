/**
 * What follows from the memory that was measured: whose level changed, and who is to be restarted, one at a time.
 *
 * A program is restarted for its own sake when it was above its `memory_limit` for the sustained time. When the pod as a
 * whole is critical, whoever is above its limit is a candidate at once: the highest priority number first (what others
 * rest on has a low one), among equals the furthest over. Who is within its limit is never restarted: it may well be
 * that nobody is.
 *
 * Where the pod's memory rises so fast that its limit would be reached before the next look there is no waiting at all,
 * since the kernel's OOM killer would not wait either.
 */
import { gaugeDueAt, type LevelGauge, QUIET_GAUGE, readGauge } from './level-gauge.ts';
import { type MemoryFinding, type ProcessGauges, podFinding, processFindings } from './memory-finding.ts';
import { type Growth, type GrowthReference, memoryGrowth } from './memory-growth.ts';
import { type MemorySample, shareOfLimit } from './memory-sample.ts';
import { chooseVictim, type MemoryVictim, rememberVictim } from './memory-victim.ts';

/** `[memory_watcher]`, as far as it decides. */
export interface MemoryPolicyOptions {
	readonly watchesPod: boolean;
	/** Shares of the pod's limit, 0 to 1. */
	readonly warning: number;
	readonly critical: number;
	readonly intervalMs: number;
	readonly sustainedMs: number;
}

export interface MemoryPolicyState {
	readonly pod: LevelGauge;
	readonly processes: ProcessGauges;
	/** What the pod's growth is reckoned from. */
	readonly podBefore: GrowthReference | undefined;
	readonly victim: MemoryVictim | undefined;
}

export interface MemoryJudgement {
	readonly state: MemoryPolicyState;
	/** Those whose level changed. */
	readonly findings: readonly MemoryFinding[];
	/** Who is to be restarted, and why. */
	readonly victim: { readonly key: string; readonly generation: number; readonly reason: string } | undefined;
	/** How long until the next look. */
	readonly nextMs: number;
}

export const NEW_MEMORY_POLICY: MemoryPolicyState = {
	pod: QUIET_GAUGE,
	processes: new Map(),
	podBefore: undefined,
	victim: undefined,
};

const HYSTERESIS = 0.05;
/** No look is sooner, whatever happens: one costs a few milliseconds. */
const SHORTEST_MS = 200;
/** Above its warning the pod is looked at so many times as often, though not more than once a second. */
const HASTE = 5;
const HASTY_MS = 1000;
/** A restart takes about as long: where the limit would be reached sooner, it begins now. */
const REACTION_MS = 2000;

export function judgeMemory(
	before: MemoryPolicyState,
	sample: MemorySample,
	options: MemoryPolicyOptions,
): MemoryJudgement {
	const growth = memoryGrowth(before.podBefore, sample);
	const pace = paceOf(sample, options);
	const isUrgent = isAboutToOverflow(sample, growth, { pace, options });
	const pod = judgePod(before.pod, sample, { options, isUrgent });
	const processes = judgeProcesses(before, sample, options);
	const remembered = rememberVictim(before.victim, sample, { isUrgent, sustainedMs: options.sustainedMs });
	const chosen =
		remembered === undefined
			? chooseVictim(sample, {
					isPodCritical: options.watchesPod && pod.level === 'critical' && isAboveCritical(sample, options, isUrgent),
					sustainedMs: options.sustainedMs,
					gaugeOf: (key) => processes.get(key)?.gauge ?? QUIET_GAUGE,
				})
			: undefined;
	const victim = chosen === undefined ? remembered : { ...chosen, at: sample.at, downAt: undefined };
	const state = { pod, processes, podBefore: growth.reference, victim };
	return {
		state,
		findings: [
			...podFinding(before.pod, sample, { pod, isUrgent, hasVictim: victim !== undefined }),
			...processFindings(before.processes, sample, processes),
		],
		victim: chosen,
		nextMs: nextLook(state, sample, { growth, pace, options }),
	};
}

/**
 * Between two looks, the pod alone, which costs next to nothing: is there something that cannot wait for the next one?
 * @returns The state to go on with, and whether to look at once.
 */
export function glanceAtPod(
	before: MemoryPolicyState,
	sample: Pick<MemorySample, 'at' | 'pod'>,
	{ warning, intervalMs }: MemoryPolicyOptions,
): { readonly state: MemoryPolicyState; readonly isAlarming: boolean } {
	const { reference, reachesLimitInMs } = memoryGrowth(before.podBefore, sample);
	const isHigh = sample.pod !== undefined && shareOfLimit(sample.pod) > warning;
	return {
		// A look will want to see the growth for itself.
		state: reachesLimitInMs <= intervalMs ? before : { ...before, podBefore: reference },
		isAlarming: isHigh || reachesLimitInMs <= intervalMs,
	};
}

/** How often it is looked at without any hurry. */
function paceOf({ pod }: MemorySample, { watchesPod, warning, intervalMs }: MemoryPolicyOptions): number {
	if (!watchesPod || pod === undefined || shareOfLimit(pod) <= warning) return intervalMs;
	return Math.min(intervalMs, Math.max(HASTY_MS, intervalMs / HASTE));
}

function isAboutToOverflow(
	{ pod }: MemorySample,
	{ reachesLimitInMs }: Growth,
	{ pace, options }: { readonly pace: number; readonly options: MemoryPolicyOptions },
): boolean {
	if (!options.watchesPod || pod === undefined || shareOfLimit(pod) <= options.warning) return false;
	return reachesLimitInMs <= Math.max(pace, REACTION_MS);
}

function judgePod(
	gauge: LevelGauge,
	{ at, pod }: MemorySample,
	{ options, isUrgent }: { readonly options: MemoryPolicyOptions; readonly isUrgent: boolean },
): LevelGauge {
	if (pod === undefined || !options.watchesPod) return pod === undefined ? gauge : QUIET_GAUGE;
	const { warning, critical, sustainedMs } = options;
	return readGauge(gauge, {
		at,
		value: shareOfLimit(pod),
		warning,
		critical,
		sustainedMs,
		hysteresis: HYSTERESIS,
		isUrgent,
	});
}

function judgeProcesses(
	before: MemoryPolicyState,
	{ at, processes }: MemorySample,
	{ sustainedMs }: MemoryPolicyOptions,
): ProcessGauges {
	const after = new Map<string, { readonly generation: number; readonly gauge: LevelGauge }>();
	for (const { key, generation, bounds, isStopping, rssBytes } of processes) {
		const known = before.processes.get(key);
		// What an earlier one did is over; that it is over is told when the new one was measured.
		const told = known?.generation === generation ? known.gauge : { ...QUIET_GAUGE, level: known?.gauge.level ?? 'ok' };
		const { warningBytes: warning, limitBytes: critical } = bounds;
		const isNothing = told.level === 'ok' && warning === undefined && critical === undefined;
		if (isNothing) continue;
		const gauge =
			rssBytes === undefined || isStopping
				? told
				: readGauge(told, { at, value: rssBytes, warning, critical, sustainedMs, hysteresis: HYSTERESIS });
		after.set(key, { generation, gauge });
	}
	return after;
}

/** That it was told is not enough: below the threshold nobody is restarted. */
function isAboveCritical({ pod }: MemorySample, { critical }: MemoryPolicyOptions, isUrgent: boolean): boolean {
	return isUrgent || (pod !== undefined && shareOfLimit(pod) > critical);
}

function nextLook(
	{ pod, processes, victim }: MemoryPolicyState,
	{ at }: MemorySample,
	{ growth, pace, options }: { readonly growth: Growth; readonly pace: number; readonly options: MemoryPolicyOptions },
): number {
	const { intervalMs, sustainedMs, watchesPod } = options;
	const dueAt = [pod, ...Array.from(processes.values(), ({ gauge }) => gauge)]
		.map((gauge) => gaugeDueAt(gauge, sustainedMs))
		.filter((due) => due !== undefined);
	const soonest = Math.min(
		pace,
		...dueAt.map((due) => due - at),
		victim === undefined ? pace : HASTY_MS,
		// A few looks more before it would get there: it may slow down, or rise faster.
		watchesPod ? growth.reachesLimitInMs / 4 : pace,
	);
	return Math.min(intervalMs, Math.max(SHORTEST_MS, soonest));
}
