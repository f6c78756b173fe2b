import type { ProcessConfig } from '../config/config.ts';
import type { ExitStatus } from '../foundation/exit-status.ts';
import { SIGKILL } from '../foundation/signals.ts';
import { type ProcessLogs, ProgramLogs } from '../logs/program-logs.ts';
import type { SignalOutcome, SystemFailure } from '../platform/system.ts';
import type { World } from '../supervision/world.ts';
import type { WorldEffect } from '../supervision/world-effect.ts';
import type { WorldEvent } from '../supervision/world-event.ts';
import { watchReadiness } from '../watch/watch-readiness.ts';
import { adoptChild, buryLeader, type Child, releaseChild } from './child.ts';
import { describeSpawnFailure } from './describe-spawn-failure.ts';
import { FcgiSockets, type FcgiSocketsOptions } from './fcgi-sockets.ts';
import type { PodOptions } from './pod-options.ts';
import { ProcessTimers } from './process-timers.ts';
import { reportNotice } from './report-notice.ts';
import { cookieLine, cookieOf, prepareSpawn } from './spawn-request.ts';
import { Sweeper } from './sweeper.ts';

export interface EffectRunnerOptions extends PodOptions, FcgiSocketsOptions {
	readonly configOf: (key: string) => ProcessConfig | undefined;
	readonly post: (event: WorldEvent) => void;
}

/** How long the exit of a process that cannot be signalled any more may be on its way. */
const LOST_AFTER_MS = 1000;

/** The number of no process, session or group. */
const NOBODY = -1;

type Effect<Type extends WorldEffect['type']> = Extract<WorldEffect, { type: Type }>;

/** Does in the world what the core decided, and posts what comes of it. It knows no policy. */
export class EffectRunner {
	readonly #options: EffectRunnerOptions;
	readonly #sweeper: Sweeper;
	/** By the process' key: from the spawn until nothing of it is alive. */
	readonly #children = new Map<string, Child>();
	/** The living leaders by pid. A dead one's number may be another's while what it left behind is still swept. */
	readonly #leaders = new Map<number, Child>();
	readonly #logs: ProgramLogs;
	readonly #timers: ProcessTimers;
	readonly #fcgiSockets: FcgiSockets;

	constructor(options: EffectRunnerOptions) {
		this.#options = options;
		this.#sweeper = new Sweeper(options.system);
		this.#logs = new ProgramLogs(options.logs, (config, stream) => options.events.tapOf(config, stream));
		this.#timers = new ProcessTimers(options.system.clock);
		this.#fcgiSockets = new FcgiSockets(options);
	}

	run(effect: WorldEffect): void {
		switch (effect.type) {
			case 'spawn':
				this.#spawn(effect);
				return;
			case 'signal':
				this.#signal(effect);
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
			case 'watchReadiness':
				this.#watchReadiness(effect);
				return;
			case 'publish':
				this.#publish(effect);
				return;
			case 'end':
				this.#options.onEnd(effect);
		}
	}

	/** A turn is over, and this is the world after it. */
	turned(world: World): void {
		this.#fcgiSockets.closeUnused(world);
	}

	signalLeader(key: string, signal: number): SignalOutcome {
		const pid = this.#children.get(key)?.pid;
		if (pid === undefined || !this.#leaders.has(pid)) return 'gone';
		return this.#options.system.processes.signal(pid, signal, { group: false });
	}

	writeStdin(key: string, bytes: Buffer): boolean {
		return this.#children.get(key)?.stdin.write(bytes) ?? false;
	}

	logsOf(key: string, config: ProcessConfig): ProcessLogs {
		return this.#logs.of(key, config);
	}

	/** The process leaves the configuration, or means something else from now on. Nothing of it is alive. */
	forget(key: string): void {
		this.#logs.forget(key);
	}

	#publish({ notice }: Effect<'publish'>): void {
		const { log, configOf, events } = this.#options;
		reportNotice(log, notice, configOf);
		events.notice(notice, notice.type === 'process' ? configOf(notice.process) : undefined);
	}

	orphanReaped(): void {
		this.#sweeper.lookSoon();
	}

	reopenLogs(): void {
		this.#logs.reopen();
	}

	close(): void {
		this.#timers.close();
		for (const child of this.#children.values()) releaseChild(child);
		this.#fcgiSockets.close();
		this.#logs.close();
	}

	#spawn({ process: key, generation }: Effect<'spawn'>): void {
		const { configOf, log, podId, system } = this.#options;
		const config = configOf(key);
		if (config === undefined) return;
		const cookie = cookieOf(podId, key);
		const prepared = prepareSpawn(config, { ...this.#options, cookie });
		if (!prepared.ok) {
			this.#notSpawned(key, generation, prepared);
			return;
		}
		const stdin = this.#fcgiSockets.stdinOf(config);
		if (!stdin.ok) {
			this.#notSpawned(key, generation, stdin);
			return;
		}
		const outcome = system.processes.spawn({ ...prepared.request, ...stdin.given });
		if (outcome.type !== 'spawned') {
			if (outcome.type === 'not-executed') this.#tellInItsOwnLog(key, config, outcome.failure);
			this.#notSpawned(key, generation, { error: describeSpawnFailure(config, outcome), exitCode: 127 });
			return;
		}
		const { stdout: stdoutLog, stderr: stderrLog } = this.#logs.of(key, config);
		this.#options.events.childSpawned(config, outcome.pid, outcome.stdin);
		const child = adoptChild(outcome, { key, generation, cookieLine: cookieLine(cookie), stdoutLog, stderrLog });
		this.#forgetNumber(outcome.pid);
		this.#children.set(key, child);
		this.#leaders.set(outcome.pid, child);
		const { name: process, group } = config;
		log.info({ event: 'spawned', process, group, pid: child.pid }, `spawned: '${process}' with pid ${child.pid}`);
		this.#post(child, { type: 'spawned', pid: child.pid });
	}

	/**
	 * A dead leader's number is free once nobody is left in its session and group. What it left behind has gone to others
	 * and is found by its cookie; who has the number now is somebody else.
	 */
	#forgetNumber(pid: number): void {
		for (const { tree } of this.#children.values()) if (tree.leader === pid) tree.leader = NOBODY;
	}

	#notSpawned(key: string, generation: number, { error, exitCode }: { error: string; exitCode: number }): void {
		const status = { type: 'code', code: exitCode } as const;
		this.#options.post({ type: 'notSpawned', at: this.#now(), process: key, generation, error, status });
	}

	/** As supervisord's child does before it gives up: the reason stands where people look for it. */
	#tellInItsOwnLog(key: string, config: ProcessConfig, failure: SystemFailure): void {
		const { stdout, stderr } = this.#logs.of(key, config);
		const log = config.redirectStderr ? stdout : stderr;
		const reason = describeSpawnFailure(config, { type: 'not-executed', failure });
		log.write(Buffer.from(`supervisor: ${reason}\nsupervisor: child process was not spawned\n`));
		log.endOfProcess();
	}

	#signal(effect: Effect<'signal'>): void {
		const config = this.#options.configOf(effect.process);
		const child = this.#leaders.get(effect.pid);
		if (config === undefined || effect.signal === SIGKILL) {
			this.#sendSignal(effect);
			return;
		}
		this.#options.events.beforeStop(config, () => {
			// Not the same any more: it ended while it was waited for.
			if (this.#leaders.get(effect.pid) === child) this.#sendSignal(effect);
		});
	}

	#sendSignal({ process: key, generation, pid, signal, group }: Effect<'signal'>): void {
		const outcome = this.#options.system.processes.signal(pid, signal, { group });
		if (outcome === 'sent') return;
		if (outcome === 'gone') {
			this.#expectExit(pid);
			return;
		}
		const error = `${outcome.step}: ${outcome.errno}`;
		this.#options.post({ type: 'signalFailed', at: this.#now(), process: key, generation, error });
	}

	/**
	 * There is no such process any more, and its exit was not told yet. It may be on its way; a child that somebody else
	 * reaped never tells, and would be waited for for ever.
	 */
	#expectExit(pid: number): void {
		const child = this.#leaders.get(pid);
		if (child === undefined) return;
		const { clock } = this.#options.system;
		clock.at(clock.now() + LOST_AFTER_MS, () => {
			if (this.#leaders.get(pid) !== child) return;
			this.#options.log.critical(
				{ event: 'lost', process: child.key, pid },
				`${child.key} (pid ${pid}) is gone and was reaped by somebody else; how it ended is unknown`,
			);
			this.exited(pid, { type: 'signal', signal: SIGKILL, dumpedCore: false });
		});
	}

	#sweep({ process: key, signal }: Effect<'sweep'>): void {
		const child = this.#children.get(key);
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
		});
	}

	/** A process that was spawned ended; one of an earlier pod is nobody's here. */
	exited(pid: number, status: ExitStatus): void {
		const child = this.#leaders.get(pid);
		if (child === undefined) return;
		this.#leaders.delete(pid);
		buryLeader(child);
		const config = this.#options.configOf(child.key);
		if (config !== undefined) this.#options.events.childExited(config);
		const leftovers = this.#options.system.processes.liveTree(child.tree).length > 0;
		if (!leftovers) this.#release(child);
		this.#post(child, { type: 'exited', status, leftovers });
	}

	#release(child: Child): void {
		releaseChild(child);
		this.#children.delete(child.key);
	}

	#arm({ process: key, generation, timer, at }: Effect<'arm'>): void {
		this.#timers.arm(key, at, () => {
			this.#options.post({ type: 'timer', at: this.#now(), process: key, generation, timer });
		});
	}

	#watchReadiness({ process: key, probe }: Effect<'watchReadiness'>): void {
		const child = this.#children.get(key);
		if (child === undefined) return;
		const { system } = this.#options;
		const { tree, notification } = child;
		const onReady = (): void => this.#post(child, { type: 'ready' });
		child.stopWatching = watchReadiness({ probe, system, tree, notification, onReady });
	}

	#post(
		{ key: process, generation }: Child,
		happening:
			| { readonly type: 'spawned'; readonly pid: number }
			| { readonly type: 'ready' | 'gone' }
			| { readonly type: 'exited'; readonly status: ExitStatus; readonly leftovers: boolean },
	): void {
		this.#options.post({ ...happening, at: this.#now(), process, generation });
	}

	#now(): number {
		return this.#options.system.clock.now();
	}
}
