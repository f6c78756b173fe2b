import type { Config, MemoryBounds, ProcessConfig } from '../config/config.ts';
import type { Observations } from '../events/observations.ts';
import type { OomVerdict } from '../events/oom-verdict.ts';
import { nameOf, type ProcessRef, refOf } from '../events/process-ref.ts';
import { formatBytes } from '../foundation/format-bytes.ts';
import { stackOf } from '../foundation/stack-of.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { PodMemory, TreeMemory } from '../platform/memory.ts';
import type { System } from '../platform/system.ts';
import type { WorldNotice } from '../supervision/world-effect.ts';
import { MeasuredProcesses } from './measured-processes.ts';
import type { MemoryFinding } from './memory-finding.ts';
import { memoryMetrics } from './memory-metrics.ts';
import { MemoryMetricsFile } from './memory-metrics-file.ts';
import { glanceAtPod, judgeMemory, type MemoryPolicyState, NEW_MEMORY_POLICY } from './memory-policy.ts';
import { OomWatch } from './oom-watch.ts';
import type { ProcessMemory } from './process-memory.ts';
import type { WatchedPod, WatchedProcess } from './watched-pod.ts';

export interface MemoryWatcherOptions {
	readonly config: Config;
	readonly system: System;
	readonly log: DaemonLog;
	readonly observations: Observations;
	/** Of the pod before a restart in place. */
	readonly takeOver: MemoryWatcher | undefined;
}

/** The first look comes soon, so that whoever reads the figures finds some. */
const FIRST_LOOK_MS = 1000;

/** The pod alone is looked at as often: a leak may fill it between two samples. */
const GLANCE_MS = 1000;

/** Measures the pod and its programs, tells who takes too much, and knows whom the kernel's OOM killer ended. */
export class MemoryWatcher {
	readonly #options: MemoryWatcherOptions;
	readonly #oom: OomWatch;
	readonly #file: MemoryMetricsFile | undefined;
	readonly #measured: MeasuredProcesses;
	/** Of the living, and of whom it was told that they took too much. */
	readonly #refs = new Map<string, ProcessRef>();
	readonly #stopping = new Set<string>();
	#pod: WatchedPod | undefined;
	#podMemory: PodMemory | undefined;
	#state: MemoryPolicyState = NEW_MEMORY_POLICY;
	/** What was told to be short before a restart in place; `undefined` is the pod. */
	#carriedOver: ReadonlyMap<string | undefined, ProcessRef | undefined> = new Map();
	#sampling: Promise<void> | undefined;
	#sampledAt = Number.NEGATIVE_INFINITY;
	#cancelLook: (() => void) | undefined;
	#isOver = false;

	constructor(options: MemoryWatcherOptions) {
		const { config, system, log, takeOver } = options;
		this.#options = options;
		this.#measured = new MeasuredProcesses(system.clock);
		this.#oom = new OomWatch(options);
		const path = config.memoryWatcher.metricsFile;
		this.#file = path === undefined ? undefined : new MemoryMetricsFile({ path, files: system.files, log });
		if (takeOver !== undefined) this.#goOnFrom(takeOver);
	}

	/** When it was last measured; `undefined` before the first time and where the system does not tell. */
	get pod(): PodMemory | undefined {
		return this.#podMemory;
	}

	/** As last measured; still there when it has died, until its next spawn. `undefined` where it never was. */
	of(key: string): ProcessMemory | undefined {
		return this.#measured.of(key);
	}

	/** Measures the pod and all living programs, unless that was done in the last `maxAgeMs`. Never rejects. */
	async refresh(maxAgeMs: number): Promise<void> {
		if (this.#sampling === undefined && this.#now() - this.#sampledAt <= maxAgeMs) return;
		await this.#sample();
	}

	/** PSS of a living program's tree, measured now; costs a walk through all its pages. */
	async pss(key: string): Promise<number | undefined> {
		const process = this.#pod?.living().find((each) => each.key === key);
		return process === undefined ? undefined : this.#options.system.memory.pss(process.tree);
	}

	/** Of the latest exit of a process; ask from the `state` observation of that exit on. */
	oomKilled(key: string): OomVerdict {
		return this.#oom.of(key);
	}

	/** The pod is about to start its programs. */
	begin(pod: WatchedPod): void {
		this.#pod = pod;
		this.#oom.look();
		if (this.#watchesAlways || this.#carriedOver.size > 0) this.#lookIn(FIRST_LOOK_MS);
	}

	/** What the core decided to tell, before anybody else hears of it: they ask about the dead. */
	notice(notice: WorldNotice, configOf: (key: string) => ProcessConfig | undefined): void {
		if (notice.type === 'shutdown') {
			this.close();
			this.#oom.ending();
		}
		if (notice.type !== 'process') return;
		const config = configOf(notice.process);
		if (config === undefined) return;
		this.#oom.notice(config, notice.notice);
		if (notice.notice.type !== 'state') return;
		const { to } = notice.notice;
		if (to === 'STOPPING') this.#stopping.add(notice.process);
		else this.#stopping.delete(notice.process);
		if (to !== 'STARTING') return;
		this.#measured.forget(notice.process);
		if (this.#cancelLook === undefined && hasBounds(config.memory)) this.#lookIn(FIRST_LOOK_MS);
	}

	close(): void {
		this.#isOver = true;
		this.#cancelLook?.();
		this.#cancelLook = undefined;
	}

	#now(): number {
		return this.#options.system.clock.now();
	}

	get #watchesAlways(): boolean {
		return this.#options.config.memoryWatcher.watchesPod || this.#file !== undefined;
	}

	#lookIn(delayMs: number): void {
		this.#cancelLook?.();
		if (this.#isOver) return;
		const { config } = this.#options;
		const at = this.#now() + Math.min(delayMs, config.memoryWatcher.intervalMs);
		this.#cancelLook = this.#glanceUntil(at);
	}

	/** Samples at that time or, where the pod's memory will not wait for it, sooner. */
	#glanceUntil(at: number): () => void {
		const { system, config } = this.#options;
		const glanceAt = this.#now() + GLANCE_MS;
		if (!config.memoryWatcher.watchesPod || glanceAt >= at) {
			return system.clock.at(at, () => {
				this.#cancelLook = undefined;
				void this.#sample();
			});
		}
		let isCancelled = false;
		const cancel = system.clock.at(glanceAt, async () => {
			const pod = await system.memory.pod();
			if (isCancelled) return;
			const glance = glanceAtPod(this.#state, { at: this.#now(), pod }, config.memoryWatcher);
			this.#state = glance.state;
			this.#cancelLook = undefined;
			if (glance.isAlarming) void this.#sample();
			else this.#cancelLook = this.#glanceUntil(at);
		});
		return () => {
			isCancelled = true;
			cancel();
		};
	}

	/** One at a time: whoever asks meanwhile gets what is being measured. */
	#sample(): Promise<void> {
		this.#sampling ??= this.#measure().finally(() => {
			this.#sampling = undefined;
		});
		return this.#sampling;
	}

	async #measure(): Promise<void> {
		const { memory } = this.#options.system;
		const living = this.#pod?.living() ?? [];
		try {
			const [pod, trees] = await Promise.all([memory.pod(), memory.trees(living.map(({ tree }) => tree))]);
			this.#take(living, pod, trees);
		} catch (error) {
			// Nothing of it throws; were it to, the next look must come all the same.
			const stack = stackOf(error);
			this.#options.log.error({ event: 'internal-error', stack }, `the memory could not be measured: ${stack}`);
			if (this.#watchesAlways) this.#lookIn(this.#options.config.memoryWatcher.intervalMs);
		}
	}

	/** Who died, or was started anew, while it was measured is left out. */
	#take(
		measured: readonly WatchedProcess[],
		pod: PodMemory | undefined,
		trees: readonly (TreeMemory | undefined)[],
	): void {
		const { config } = this.#options;
		this.#podMemory = pod;
		this.#sampledAt = this.#now();
		const treeOf = new Map(measured.map(({ key, generation }, index) => [`${generation} ${key}`, trees[index]]));
		const living = this.#pod?.living() ?? [];
		for (const process of living) {
			const tree = treeOf.get(`${process.generation} ${process.key}`);
			this.#refs.set(process.key, refOf(process.config));
			if (tree !== undefined) this.#measured.note(process, tree);
		}
		this.#forgetTheDead(living);
		this.#oom.look();
		// A restart in place or the pod's end began meanwhile.
		if (this.#isOver) return;
		const { state, findings, victim, nextMs } = judgeMemory(
			this.#state,
			{
				at: this.#sampledAt,
				pod,
				processes: living.map(({ key, generation, config: { priority, memory: bounds }, isStopping }) => {
					const rssBytes = treeOf.get(`${generation} ${key}`)?.rssBytes;
					return { key, generation, priority, bounds, isStopping, rssBytes };
				}),
				stopping: this.#stopping,
			},
			config.memoryWatcher,
		);
		this.#state = state;
		this.#file?.write(
			memoryMetrics(living, {
				system: this.#options.system,
				pod,
				levels: state,
				measuredOf: (key) => this.#measured.of(key),
			}),
		);
		for (const finding of findings) this.#tell(finding);
		this.#tellWhatIsOver();
		if (this.#watchesAlways || living.some((process) => hasBounds(process.config.memory))) this.#lookIn(nextMs);
		const unhealthy = living.find(({ key, generation }) => victim?.key === key && victim.generation === generation);
		if (victim !== undefined && unhealthy !== undefined) this.#pod?.unhealthy(unhealthy, 'memory', victim.reason);
	}

	/**
	 * Who hears of it now may not have heard of it before: what is still short is told anew, at once, and what is not is
	 * told to be over.
	 */
	#goOnFrom(earlier: MemoryWatcher): void {
		const { pod, processes, podBefore } = earlier.#state;
		this.#state = { ...NEW_MEMORY_POLICY, pod: { ...pod, level: 'ok' }, podBefore };
		const carriedOver = new Map<string | undefined, ProcessRef | undefined>(earlier.#carriedOver);
		if (pod.level !== 'ok') carriedOver.set(undefined, undefined);
		for (const [key, { gauge }] of processes) {
			if (gauge.level !== 'ok') carriedOver.set(key, earlier.#refs.get(key));
		}
		this.#carriedOver = carriedOver;
	}

	#tellWhatIsOver(): void {
		for (const [key, ref] of this.#carriedOver) {
			const level = key === undefined ? this.#state.pod.level : this.#state.processes.get(key)?.gauge.level;
			if (level === 'warning' || level === 'critical') continue;
			if (key !== undefined && ref !== undefined) this.#refs.set(key, ref);
			const usedBytes = key === undefined ? (this.#podMemory?.usedBytes ?? 0) : (this.#measured.of(key)?.rssBytes ?? 0);
			const reason = `takes ${formatBytes(usedBytes)} since the restart`;
			this.#tell({ key, level: 'ok', usedBytes, limitBytes: undefined, reason });
		}
		this.#carriedOver = new Map();
	}

	#forgetTheDead(living: readonly WatchedProcess[]): void {
		const keys = new Set(living.map(({ key }) => key));
		this.#measured.forgetTheDead(keys);
		for (const key of this.#refs.keys()) {
			if (!keys.has(key) && !this.#state.processes.has(key)) this.#refs.delete(key);
		}
	}

	#tell({ key, level, usedBytes, limitBytes, reason }: MemoryFinding): void {
		const { log, observations } = this.#options;
		const process = key === undefined ? undefined : this.#refs.get(key);
		if (key !== undefined && process === undefined) return;
		const name = process && nameOf(process);
		log[level === 'ok' ? 'info' : 'warn'](
			{ event: 'memory', process: process?.name, group: process?.group, level, usedBytes, limitBytes },
			`memory ${level}: ${name === undefined ? '' : `${name} `}${reason}`,
		);
		observations.saw({ type: 'memory', process, level, usedBytes, limitBytes, reason });
	}
}

function hasBounds({ warningBytes, limitBytes }: MemoryBounds): boolean {
	return warningBytes !== undefined || limitBytes !== undefined;
}
