import type { ProbeKind, ProcessConfig } from '../config/config.ts';
import type { ProbeResult } from '../events/probe-result.ts';
import type { Clock } from '../platform/system.ts';
import { groupProbes, type ProbeGroup } from './group-probes.ts';
import {
	type HealthFinding,
	type HealthRules,
	isAsked,
	type Judgement,
	judgeHealth,
	newJudgement,
} from './judge-health.ts';
import type { ProbeAnswer, ProbeAsker } from './probe-asker.ts';
import { ProbeLoop } from './probe-loop.ts';
import { QUICK_LOOKS, QUICK_QUESTIONS, type Quickness, type ScheduleRules } from './probe-schedule.ts';

export interface HealthWatchOptions {
	readonly config: Pick<ProcessConfig, ProbeKind | 'health'>;
	readonly clock: Clock;
	/** What asks the probes of a group; called once for each, when they begin to be asked where it is a watchdog. */
	readonly createAsker: (group: ProbeGroup) => ProbeAsker;
	/** 0 to 1; another one for each process. */
	readonly spread: number;
	/** `failures`: in a row, as far as they count. */
	readonly onResult: (result: ProbeResult, failures: number) => void;
	readonly onFinding: (finding: HealthFinding) => void;
}

interface WatchedGroup {
	readonly group: ProbeGroup;
	loop: ProbeLoop | undefined;
}

/** Asks all probes of one living process, and tells what their answers amount to, until it is closed. */
export class HealthWatch {
	readonly #options: HealthWatchOptions;
	readonly #rules: HealthRules;
	readonly #groups: readonly WatchedGroup[];
	#judgement: Judgement;
	#isClosed = false;

	constructor(options: HealthWatchOptions) {
		this.#options = options;
		const { clock, config } = options;
		const groups = groupProbes(config);
		this.#rules = { timing: config.health, kinds: new Set(groups.flatMap(({ kinds }) => kinds)) };
		this.#judgement = newJudgement(clock.now(), this.#rules);
		// What speaks by itself is heard from the first moment, a watchdog when it is its turn.
		this.#groups = groups.map((group) => ({
			group,
			loop: isWatchdog(group) ? undefined : this.#createLoop(group),
		}));
		this.#beginDue();
	}

	/** The process is stopping, or dead. */
	close(): void {
		this.#isClosed = true;
		for (const { loop } of this.#groups) loop?.close();
	}

	#createLoop(group: ProbeGroup): ProbeLoop {
		const { clock, createAsker } = this.#options;
		const asker = createAsker(group);
		const onAnswer = (answer: ProbeAnswer, latencyMs: number): void => this.#take(group, answer, latencyMs);
		return new ProbeLoop({ asker, clock, rules: this.#scheduleRules(group, asker), onAnswer });
	}

	#scheduleRules({ kinds }: ProbeGroup, asker: ProbeAsker): ScheduleRules {
		const { config, spread } = this.#options;
		const isWaitedFor = kinds.some((kind) => kind !== 'liveness');
		return {
			intervalMs: config.health.intervalMs,
			quick: isWaitedFor ? quicknessOf(asker) : undefined,
			tellsByItself: asker.isOnce || (asker.pace === 'told' && isWaitedFor),
			spread,
		};
	}

	/** Begins those whose turn has come: all at first, unless there is a startup probe, which goes before. */
	#beginDue(): void {
		for (const watched of this.#groups) {
			if (this.#isClosed) return;
			const isDue = watched.group.kinds.some((kind) => isAsked(this.#judgement, kind));
			// Startup alone has succeeded, and is not asked again.
			if (watched.loop?.hasBegun && !isDue) watched.loop.close();
			if (watched.loop?.hasBegun || !isDue) continue;
			watched.loop ??= this.#createLoop(watched.group);
			watched.loop.begin();
		}
	}

	#take({ kinds }: ProbeGroup, answer: ProbeAnswer, latencyMs: number): void {
		const { clock, onResult, onFinding } = this.#options;
		const { isOk, message } = answer;
		for (const kind of kinds) {
			if (this.#isClosed || !isAsked(this.#judgement, kind)) continue;
			const result = judgeHealth(this.#judgement, { kind, answer, at: clock.now() }, this.#rules);
			this.#judgement = result.judgement;
			onResult({ kind, isOk, latencyMs, message, wallMs: clock.wall() }, this.#judgement.failures[kind]);
			if (result.finding !== undefined) onFinding(result.finding);
		}
		if (this.#judgement.isOver) this.close();
		else this.#beginDue();
	}
}

function isWatchdog({ probe, kinds }: ProbeGroup): boolean {
	return probe.type === 'notify' && kinds.includes('liveness');
}

function quicknessOf({ pace }: ProbeAsker): Quickness | undefined {
	switch (pace) {
		case 'active':
			return QUICK_QUESTIONS;
		case 'passive':
			return QUICK_LOOKS;
		case 'told':
			return undefined;
	}
}
