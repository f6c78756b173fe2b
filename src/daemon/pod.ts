/**
 * The pod while it runs: one queue, one turn. Every event, whoever it comes from, goes through `post()`; the pure
 * core decides; `EffectRunner` does what it decided, and what comes of it is posted again.
 */
import { changedOptions, needsRestart } from '../config/changed-options.ts';
import type { GroupConfig, ProcessConfig } from '../config/config.ts';
import { type FoundExecutable, findExecutable } from '../config/find-executable.ts';
import type { ExitStatus } from '../foundation/exit-status.ts';
import type { ProcessLogs } from '../logs/program-logs.ts';
import type { SignalOutcome } from '../platform/system.ts';
import type { UnhealthyCause } from '../process/process-event.ts';
import { displayName, makePlan } from '../supervision/plan.ts';
import { supervise } from '../supervision/supervise.ts';
import { newWorld, type World } from '../supervision/world.ts';
import type { WorldEvent } from '../supervision/world-event.ts';
import type { WatchedPod, WatchedProcess } from '../watch/watched-pod.ts';
import { EffectRunner } from './effect-runner.ts';
import type { PodOptions } from './pod-options.ts';

export class Pod implements WatchedPod {
	readonly #queue: WorldEvent[] = [];
	readonly #runner: EffectRunner;
	readonly #now: () => number;
	readonly #options: PodOptions;
	readonly #watchers = new Set<(world: World) => void>();
	#groups: readonly GroupConfig[];
	#world: World;
	#turning = false;

	constructor(options: PodOptions) {
		this.#options = options;
		this.#groups = options.config.groups;
		this.#world = newWorld(makePlan(options.config), options.seed);
		this.#now = () => options.system.clock.now();
		this.#runner = new EffectRunner({
			...options,
			configOf: (key) => this.configOf(key),
			fcgiSocketOf: (group) => this.#groups.find(({ name }) => name === group)?.fcgiSocket,
			post: (event) => this.post(event),
		});
	}

	get world(): World {
		return this.#world;
	}

	/** The groups that are in use, in the order of the configuration. */
	get groups(): readonly GroupConfig[] {
		return this.#groups;
	}

	configOf(key: string): ProcessConfig | undefined {
		return this.#world.plan.members.get(key)?.config;
	}

	/** The name of a process that a person sees. */
	nameOf(key: string): string {
		return displayName(this.#world.plan, key);
	}

	/** Now, as events carry it. */
	get now(): number {
		return this.#now();
	}

	/** Lets something happen. Turns never nest: what is posted during one waits for its end. */
	post(event: WorldEvent): void {
		this.#queue.push(event);
		if (this.#turning) return;
		this.#turning = true;
		try {
			for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
				const { world, effects } = supervise(this.#world, next);
				this.#world = world;
				this.#runner.run(effects, world);
				this.#runner.turned(world);
				for (const watcher of [...this.#watchers]) watcher(this.#world);
			}
		} finally {
			this.#turning = false;
		}
	}

	/** Starts what starts by itself; listeners hear of each group, and that the pod runs, before they are up. */
	boot(): void {
		const { events } = this.#options;
		events.setGroups(this.#groups);
		events.happened({ type: 'running' });
		this.post({ type: 'boot', at: this.now });
	}

	/**
	 * Goes on with other groups. What is no longer in them, or means something else there, is down already;
	 * `launch`: the keys of those that shall come up now.
	 */
	regroup(groups: readonly GroupConfig[], launch: readonly string[]): void {
		const before = this.#world.plan.members;
		this.#groups = groups;
		const plan = makePlan({ ...this.#options.config, groups });
		for (const [key, { config }] of before) {
			const after = plan.members.get(key)?.config;
			if (after !== undefined && !needsRestart(changedOptions(config, after))) continue;
			this.#countLogs(key);
			this.#runner.forget(key);
		}
		this.#options.events.setGroups(groups);
		this.#options.watch.regrouped(new Set(plan.members.keys()));
		this.post({ type: 'replan', at: this.now, plan, launch });
	}

	/** What `look` sees in the world, now or after the first turn in which it sees something. It must not throw. */
	until<Seen>(look: (world: World) => Seen | undefined): Promise<Seen> {
		return new Promise((resolve) => this.#watch(look, resolve));
	}

	/** The same, up to `atMs` where that is given, and as long as somebody is there who waits: then `undefined`. */
	untilAt<Seen>(
		look: (world: World) => Seen | undefined,
		atMs: number | undefined,
		gone?: AbortSignal,
	): Promise<Seen | undefined> {
		return new Promise((resolve) => {
			const end = (seen: Seen | undefined): void => {
				disarm?.();
				giveUp();
				gone?.removeEventListener('abort', leave);
				resolve(seen);
			};
			const leave = (): void => end(undefined);
			let giveUp = (): void => {};
			const disarm = atMs === undefined ? undefined : this.#options.system.clock.at(atMs, leave);
			giveUp = this.#watch(look, end);
			if (gone?.aborted) leave();
			else gone?.addEventListener('abort', leave);
		});
	}

	/** Tells once what `look` saw; returns what ends the watch. */
	#watch<Seen>(look: (world: World) => Seen | undefined, tell: (seen: Seen) => void): () => void {
		const giveUp = (): void => {
			this.#watchers.delete(watcher);
		};
		const watcher = (world: World): void => {
			const seen = look(world);
			if (seen === undefined) return;
			giveUp();
			tell(seen);
		};
		this.#watchers.add(watcher);
		watcher(this.#world);
		return giveUp;
	}

	/** Looks at a program's command as its start would. */
	executableOf(config: ProcessConfig): FoundExecutable {
		const { system, environment } = this.#options;
		return findExecutable(config, { files: system.files, path: environment['PATH'] });
	}

	/** Sends a signal to the leader alone, whatever it is for; `gone` where none is alive. */
	signal(key: string, signal: number): SignalOutcome {
		return this.#runner.signalLeader(key, signal);
	}

	/** Writes to the stdin of the living leader; false where it does not read (it closed it, or leaves too much unread). */
	writeStdin(key: string, bytes: Buffer): boolean {
		return this.#runner.writeStdin(key, bytes);
	}

	/** Both logs of a process, opened now where they are not; `undefined` where there is no such process. */
	logsOf(key: string): ProcessLogs | undefined {
		const config = this.configOf(key);
		return config === undefined ? undefined : this.#runner.logsOf(key, config);
	}

	/** The system reaped a process that was spawned here. */
	exited(pid: number, status: ExitStatus): void {
		this.#runner.exited(pid, status);
	}

	orphanReaped(): void {
		this.#options.watch.tally.orphanReaped();
		this.#runner.orphanReaped();
	}

	/** SIGUSR2: every log file is opened anew under its name. */
	reopenLogs(): void {
		this.#runner.reopenLogs();
	}

	/** Those whose leaders are alive, in the order of their starts. */
	living(): readonly WatchedProcess[] {
		return this.#runner.living(this.#world);
	}

	/** Something that watches it found that a process cannot go on. */
	unhealthy({ key: process, generation }: WatchedProcess, cause: UnhealthyCause, reason: string): void {
		this.post({ type: 'unhealthy', at: this.now, process, generation, cause, reason });
	}

	/** The logs that are open, by the keys of their processes. */
	get openLogs(): ReadonlyMap<string, ProcessLogs> {
		return this.#runner.openLogs;
	}

	close(): void {
		// After the end nobody asks; the pod that follows this one goes on counting.
		if (this.#world.shutdown?.intent === 'restart') {
			for (const key of this.openLogs.keys()) this.#countLogs(key);
		}
		this.#runner.close();
	}

	/** They are about to be closed, and their counters with them. */
	#countLogs(key: string): void {
		const logs = this.openLogs.get(key);
		if (logs === undefined) return;
		const { tally } = this.#options.watch;
		tally.logClosed(key, 'stdout', logs.stdout.counters);
		tally.logClosed(key, 'stderr', logs.stderr.counters);
	}
}
