import type { ProcessConfig } from '../config/config.ts';
import type { ExitStatus } from '../foundation/exit-status.ts';
import { joinTaps } from '../logs/join-taps.ts';
import { type ProcessLogs, ProgramLogs } from '../logs/program-logs.ts';
import type { SignalOutcome } from '../platform/system.ts';
import type { World } from '../supervision/world.ts';
import type { WorldEffect } from '../supervision/world-effect.ts';
import type { WorldEvent } from '../supervision/world-event.ts';
import type { WatchedProcess } from '../watch/watched-pod.ts';
import { buryLeader, type Child, closeChild, drainChild } from './child.ts';
import { Children } from './children.ts';
import { FcgiSockets, type FcgiSocketsOptions } from './fcgi-sockets.ts';
import { HealthWatches } from './health-watches.ts';
import { LeaderSignals } from './leader-signals.ts';
import type { PodOptions } from './pod-options.ts';
import { ProcessTimers } from './process-timers.ts';
import { reportNotice } from './report-notice.ts';
import { Spawner } from './spawner.ts';
import { Sweeper } from './sweeper.ts';

export interface EffectRunnerOptions extends PodOptions, FcgiSocketsOptions {
	readonly configOf: (key: string) => ProcessConfig | undefined;
	readonly post: (event: WorldEvent) => void;
}

type Effect<Type extends WorldEffect['type']> = Extract<WorldEffect, { type: Type }>;

/** Does in the world what the core decided, and posts what comes of it. It knows no policy. */
export class EffectRunner {
	readonly #options: EffectRunnerOptions;
	readonly #sweeper: Sweeper;
	readonly #children = new Children();
	readonly #signals: LeaderSignals;
	readonly #logs: ProgramLogs;
	readonly #timers: ProcessTimers;
	readonly #fcgiSockets: FcgiSockets;
	readonly #health: HealthWatches;
	readonly #spawner: Spawner;
	#isExiting = false;

	constructor(options: EffectRunnerOptions) {
		this.#options = options;
		this.#sweeper = new Sweeper(options.system);
		this.#health = new HealthWatches(options);
		this.#logs = new ProgramLogs(options.logs, (config, stream, key) => {
			const { events, watch } = options;
			return joinTaps(
				events.tapOf(config, stream),
				watch.output.tapOf(config, stream),
				this.#health.tapOf(key, config),
			);
		});
		this.#timers = new ProcessTimers(options.system.clock);
		this.#fcgiSockets = new FcgiSockets(options);
		this.#signals = new LeaderSignals({
			...options,
			children: this.#children,
			onRefused: ({ process, generation }, { step, errno }) => {
				const error = `${step}: ${errno}`;
				options.post({ type: 'signalFailed', at: this.#now(), process, generation, error });
			},
			onLost: (pid, status) => this.exited(pid, status),
		});
		this.#spawner = new Spawner({
			...options,
			children: this.#children,
			logsOf: (key, config) => this.#logs.of(key, config),
			fcgiSockets: this.#fcgiSockets,
			health: this.#health,
		});
	}

	/** All effects of a turn, after which the world is `world`. */
	run(effects: readonly WorldEffect[], world: World): void {
		const done = this.#actAhead(effects);
		for (const effect of effects) if (!done.has(effect)) this.#run(effect, world);
	}

	/**
	 * What a turn does to processes comes before anybody is told of anything: while one's end is written down, the next
	 * one runs already after a crash, and ends already in a shutdown. What is told, and in which order, is the same.
	 * @returns What is wholly done.
	 */
	#actAhead(effects: readonly WorldEffect[]): ReadonlySet<WorldEffect> {
		const done = new Set<WorldEffect>();
		let hasSpawned = false;
		for (const effect of effects) {
			if (effect.type !== 'signal' && effect.type !== 'spawn') continue;
			const kind = this.#options.configOf(effect.process)?.kind;
			if (effect.type === 'signal') {
				// A listener hears first what happened in this turn.
				if (kind === 'eventlistener') continue;
				this.#signals.send(effect);
				done.add(effect);
			} else if (!hasSpawned) {
				hasSpawned = true;
				// Of an fcgi-program, the opening of its socket is told in its place.
				if (kind !== 'fcgi-program') this.#spawner.begin(effect);
			}
		}
		return done;
	}

	#run(effect: WorldEffect, world: World): void {
		switch (effect.type) {
			case 'spawn':
				this.#spawner.spawn(effect);
				return;
			case 'signal':
				this.#signals.send(effect);
				return;
			case 'sweep':
				this.#sweep(effect);
				return;
			case 'arm':
				this.#arm(effect);
				return;
			case 'disarm':
				this.#timers.disarm(effect.process);
				return;
			case 'watchHealth':
				this.#watchHealth(effect);
				return;
			case 'publish':
				this.#publish(effect, world);
				return;
			case 'end':
				this.#options.onEnd(effect);
		}
	}

	/** The processes whose leaders are alive. */
	living(world: World): readonly WatchedProcess[] {
		return this.#children.living().flatMap(({ key, generation, pid, tree }) => {
			const config = this.#options.configOf(key);
			const isStopping = world.shutdown !== undefined || world.processes.get(key)?.state === 'STOPPING';
			return config === undefined ? [] : [{ key, generation, config, pid, tree, isStopping }];
		});
	}

	/** A turn is over, and this is the world after it. */
	turned(world: World): void {
		this.#isExiting = world.shutdown?.intent === 'exit';
		this.#fcgiSockets.closeUnused(world);
	}

	signalLeader(key: string, signal: number): SignalOutcome {
		return this.#signals.sendTo(key, signal);
	}

	writeStdin(key: string, bytes: Buffer): boolean {
		return this.#children.of(key)?.stdin.write(bytes) ?? false;
	}

	/** The logs that are open, by key. */
	get openLogs(): ReadonlyMap<string, ProcessLogs> {
		return this.#logs.open;
	}

	logsOf(key: string, config: ProcessConfig): ProcessLogs {
		return this.#logs.of(key, config);
	}

	/** The process leaves the configuration, or means something else from now on. Nothing of it is alive. */
	forget(key: string): void {
		this.#logs.forget(key);
		this.#options.watch.forget(key);
	}

	#publish({ notice }: Effect<'publish'>, world: World): void {
		const { log, configOf, events, watch } = this.#options;
		reportNotice(log, notice, configOf);
		events.notice(notice, notice.type === 'process' ? configOf(notice.process) : undefined);
		watch.notice(notice, { world, now: this.#now(), configOf });
		if (notice.type !== 'process' || notice.notice.type !== 'state') return;
		// Nobody asks what is stopping.
		if (notice.notice.to === 'STOPPING') this.#children.of(notice.process)?.stopWatching();
	}

	orphanReaped(): void {
		this.#sweeper.lookSoon();
	}

	reopenLogs(): void {
		this.#logs.reopen();
	}

	close(): void {
		this.#timers.close();
		this.#children.close();
		this.#fcgiSockets.close();
		this.#health.close();
		this.#logs.close();
	}

	#sweep({ process: key, signal }: Effect<'sweep'>): void {
		const child = this.#children.of(key);
		if (child === undefined) return;
		this.#sweeper.sweep(child.tree, signal, (survivors) => {
			if (survivors.length > 0) {
				this.#options.log.critical(
					{ event: 'unkillable', process: child.key, pids: survivors },
					`cannot kill what ${child.key} left behind (pids ${survivors.join(', ')}); going on without`,
				);
			}
			this.#release(child);
			this.#post(child, { type: 'gone' });
			closeChild(child);
		});
	}

	/** A process that was spawned ended; one of an earlier pod is nobody's here. */
	exited(pid: number, status: ExitStatus): void {
		const child = this.#children.ledBy(pid);
		if (child === undefined) return;
		this.#children.leaderDied(child);
		buryLeader(child);
		const config = this.#options.configOf(child.key);
		if (config !== undefined) this.#options.events.childExited(config);
		const leftovers = this.#options.system.processes.liveTree(child.tree).length > 0;
		if (!leftovers) this.#release(child);
		this.#post(child, { type: 'exited', status, leftovers });
		// It takes its time, for which the next process need not wait; nor the end of the daemon, which closes all of them.
		if (!leftovers && !this.#isExiting) closeChild(child);
	}

	/** Nothing of it is alive. */
	#release(child: Child): void {
		drainChild(child);
		this.#children.forget(child);
	}

	#arm({ process: key, generation, timer, at }: Effect<'arm'>): void {
		this.#timers.arm(key, at, () => {
			this.#options.post({ type: 'timer', at: this.#now(), process: key, generation, timer });
		});
	}

	#watchHealth({ process: key }: Effect<'watchHealth'>): void {
		const child = this.#children.of(key);
		const config = this.#options.configOf(key);
		if (child !== undefined && config !== undefined) this.#health.begin(child, config);
	}

	#post(
		{ key: process, generation }: Child,
		happening:
			| { readonly type: 'gone' }
			| { readonly type: 'exited'; readonly status: ExitStatus; readonly leftovers: boolean },
	): void {
		this.#options.post({ ...happening, at: this.#now(), process, generation });
	}

	#now(): number {
		return this.#options.system.clock.now();
	}
}
