import type { Config, ProcessConfig } from '../../src/config/config.ts';
import type { ExitStatus } from '../../src/foundation/exit-status.ts';
import { SIGKILL } from '../../src/foundation/signals.ts';
import type { ProcessState } from '../../src/process/process-state.ts';
import { isAtRest } from '../../src/supervision/is-at-rest.ts';
import { makePlan } from '../../src/supervision/plan.ts';
import { supervise } from '../../src/supervision/supervise.ts';
import { newWorld, type World } from '../../src/supervision/world.ts';
import type { WorldEffect, WorldNotice } from '../../src/supervision/world-effect.ts';
import type { WorldEvent } from '../../src/supervision/world-event.ts';

/** What one spawn of a program does; all times in milliseconds of the virtual clock. */
export interface Script {
	/** Between the effect and its answer. */
	readonly spawnLatency: number;
	readonly outcome: 'runs' | 'notSpawned';
	/** Ends by itself after this; `undefined`: stays. */
	readonly livesFor: number | undefined;
	readonly exitCode: number;
	/** Ends this long after the stop signal; `undefined`: ignores it. */
	readonly stopsAfter: number | undefined;
	readonly readyAfter: number | undefined;
	/** What its probes find later on, each so long after the spawn. */
	readonly findings?: readonly { readonly after: number; readonly type: 'unready' | 'unhealthy' | 'healthy' }[];
	/** What it leaves behind goes this long after the stop signal; `undefined`: ignores it; `'none'`: leaves nothing. */
	readonly leftovers: number | undefined | 'none';
	/** The system refuses to signal it. */
	readonly unsignallable: boolean;
}

interface Instance {
	readonly key: string;
	readonly generation: number;
	readonly pid: number;
	readonly script: Script;
	leader: boolean;
	leftovers: boolean;
}

/** What somebody from outside asks for. */
export type Command =
	| { readonly type: 'boot' | 'hasten' }
	| { readonly type: 'start' | 'stop'; readonly process: string }
	/** Out of the configuration, where it is at rest; into it again, where it is not in it. */
	| { readonly type: 'remove' | 'add'; readonly process: string }
	| { readonly type: 'shutdown'; readonly intent: 'exit' | 'restart'; readonly reason: string };

/** Thrown where an invariant of the core is broken; the message says which. */
export class InvariantError extends Error {}

/**
 * A pod on a virtual clock: the real `supervise()`, and a machine in which every process follows its script.
 * After each turn the invariants of the design are checked against what really runs in that machine,
 * not against what the world believes.
 */
export class SimulatedPod {
	world: World;
	now = 0;
	readonly published: { readonly at: number; readonly process: string; readonly to: ProcessState }[] = [];
	readonly asked: string[] = [];
	/** Hears of every notice. */
	onNotice: (notice: WorldNotice) => void = () => {};
	end: Extract<WorldEffect, { type: 'end' }> | undefined;
	turns = 0;
	shutdownBeganAt: number | undefined;
	endedAt: number | undefined;

	readonly #config: Config;
	readonly #nextScript: (key: string, spawn: number) => Script;
	readonly #agenda: { readonly at: number; readonly order: number; readonly run: () => void }[] = [];
	readonly #instances = new Map<number, Instance>();
	readonly #timers = new Map<string, { cancelled: boolean }>();
	readonly #spawns = new Map<string, number>();
	readonly #failedStarts = new Map<string, number>();
	readonly #relapses = new Map<string, number>();
	readonly #wantedDown = new Set<string>();
	readonly #removed = new Set<string>();
	readonly #ready = new Set<string>();
	readonly #completed = new Set<string>();
	readonly #startedAt = new Map<string, number>();
	#order = 0;
	#nextPid = 100;
	#shuttingDown = false;

	constructor(config: Config, nextScript: (key: string, spawn: number) => Script) {
		this.#config = config;
		this.#nextScript = nextScript;
		this.world = newWorld(makePlan(config), 12345);
	}

	/** Plans an event for a time. */
	at(at: number, event: Command): void {
		this.#plan(at, () => {
			if (event.type === 'stop') this.#wantedDown.add(event.process);
			if (event.type === 'stop' && this.state(event.process) === 'EXITED') this.#relapses.set(event.process, 0);
			if (event.type === 'start') this.#wantedDown.delete(event.process);
			if (event.type === 'remove' || event.type === 'add') {
				this.#replan(event.type, event.process);
				return;
			}
			if (event.type === 'shutdown') this.#shuttingDown = true;
			this.#turn({ ...event, at: this.now } as WorldEvent);
		});
	}

	/** Lets time pass until nothing is planned, or until `untilMs`. */
	run(untilMs: number = Number.POSITIVE_INFINITY): void {
		for (;;) {
			this.#agenda.sort((a, b) => a.at - b.at || a.order - b.order);
			const next = this.#agenda[0];
			if (next === undefined || next.at > untilMs || this.turns > 20_000) return;
			this.#agenda.shift();
			this.now = Math.max(this.now, next.at);
			next.run();
		}
	}

	get alive(): readonly string[] {
		return [...this.#instances.values()].filter(isAlive).map(({ key }) => key);
	}

	state(key: string): ProcessState | undefined {
		return this.world.processes.get(key)?.state;
	}

	#replan(verb: 'remove' | 'add', key: string): void {
		const process = this.world.processes.get(key);
		const fits = verb === 'add' ? process === undefined : process !== undefined && isAtRest(process);
		if (!fits || this.world.shutdown !== undefined) return;
		if (verb === 'remove') this.#removed.add(key);
		else this.#removed.delete(key);
		for (const known of [this.#wantedDown, this.#ready, this.#completed, this.#failedStarts, this.#relapses])
			known.delete(key);
		const launch = verb === 'add' ? [key] : [];
		this.#turn({ type: 'replan', at: this.now, plan: makePlan(this.#present), launch });
		const isThere = this.world.processes.has(key);
		if (isThere !== (verb === 'add')) throw new InvariantError(`${key} is ${isThere ? '' : 'not '}there after ${verb}`);
	}

	/** The configuration without what was removed. */
	get #present(): Config {
		const groups = this.#config.groups.map((group) => ({
			...group,
			processes: group.processes.filter((process) => !this.#removed.has(`${process.group}:${process.name}`)),
		}));
		return { ...this.#config, groups };
	}

	#plan(at: number, run: () => void): void {
		this.#agenda.push({ at, order: this.#order++, run });
	}

	#turn(event: WorldEvent): void {
		this.turns++;
		const { world, effects } = supervise(this.world, event);
		this.world = world;
		for (const effect of effects) this.#perform(effect);
	}

	#perform(effect: WorldEffect): void {
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
			case 'arm': {
				this.#disarm(effect.process);
				const timer = { cancelled: false };
				this.#timers.set(effect.process, timer);
				const { process, generation } = effect;
				this.#plan(Math.max(effect.at, this.now), () => {
					// A timer that fired already may still be in the queue when it is disarmed: now and then it comes late.
					if (timer.cancelled && this.#order % 3 !== 0) return;
					this.#turn({ type: 'timer', at: this.now, process, generation, timer: effect.timer });
				});
				return;
			}
			case 'disarm':
				this.#disarm(effect.process);
				return;
			case 'watchHealth': {
				const instance = this.#instances.get(effect.pid);
				if (instance === undefined) return;
				for (const finding of instance.script.findings ?? []) {
					this.#plan(this.now + finding.after, () => this.#find(instance, finding.type));
				}
				if (instance.script.readyAfter === undefined) return;
				this.#plan(this.now + instance.script.readyAfter, () => {
					if (!instance.leader) return;
					this.#ready.add(instance.key);
					this.#tell(instance, { type: 'ready' });
				});
				return;
			}
			case 'publish':
				this.#hear(effect);
				return;
			case 'end':
				if (this.end !== undefined) throw new InvariantError('ended twice');
				this.end = effect;
				this.endedAt = this.now;
				for (const instance of this.#instances.values()) {
					if (isAlive(instance) && !instance.script.unsignallable) {
						throw new InvariantError(`the shutdown ended with ${instance.key} alive`);
					}
				}
		}
	}

	#spawn({ process: key, generation }: Extract<WorldEffect, { type: 'spawn' }>): void {
		const config = this.#configOf(key);
		if (this.#shuttingDown || this.world.shutdown !== undefined) {
			throw new InvariantError(`${key} was started during a shutdown`);
		}
		if (this.#wantedDown.has(key)) throw new InvariantError(`${key} was started though it was stopped`);
		if (this.alive.includes(key)) throw new InvariantError(`${key} was started while it was alive`);
		for (const { processes, condition } of config.dependsOn) {
			for (const needed of processes) {
				if (this.#holds(needed, condition)) continue;
				throw new InvariantError(`${key} was started before ${needed} was ${condition}`);
			}
		}
		const count = this.#spawns.get(key) ?? 0;
		this.#spawns.set(key, count + 1);
		this.#startedAt.set(key, this.now);
		this.#ready.delete(key);
		this.#completed.delete(key);
		const script = this.#nextScript(key, count);
		const pid = this.#nextPid++;
		if (script.outcome === 'notSpawned') {
			this.#plan(this.now + script.spawnLatency, () => {
				const status = { type: 'code', code: 127 } as const;
				this.#turn({ type: 'notSpawned', at: this.now, process: key, generation, error: 'cannot', status });
			});
			return;
		}
		const instance: Instance = { key, generation, pid, script, leader: true, leftovers: script.leftovers !== 'none' };
		this.#instances.set(pid, instance);
		this.#plan(this.now + script.spawnLatency, () => {
			if (config.readiness === undefined && config.startsecs === 0) this.#ready.add(key);
			this.#tell(instance, { type: 'spawned', pid });
		});
		if (script.livesFor !== undefined) {
			const status = { type: 'code', code: script.exitCode } as const;
			this.#plan(this.now + script.spawnLatency + script.livesFor, () => this.#die(instance, status));
		}
	}

	#signal({ pid, signal }: Extract<WorldEffect, { type: 'signal' }>): void {
		const instance = this.#instances.get(pid);
		if (instance === undefined || !instance.leader) throw new InvariantError(`signalled ${pid}, which is not alive`);
		const { process: key, generation } = { process: instance.key, generation: instance.generation };
		if (instance.script.unsignallable) {
			this.#plan(this.now, () => {
				this.#turn({ type: 'signalFailed', at: this.now, process: key, generation, error: 'EPERM' });
			});
			return;
		}
		this.asked.push(key);
		if (signal === SIGKILL) {
			this.#plan(this.now, () => this.#die(instance, { type: 'signal', signal, dumpedCore: false }));
			return;
		}
		const { stopsAfter, exitCode } = instance.script;
		if (stopsAfter === undefined) return;
		this.#plan(this.now + stopsAfter, () => this.#die(instance, { type: 'code', code: exitCode }));
	}

	/** Its probes find something, now and then after it is dead, or while it is stopping. */
	#find(instance: Instance, type: 'unready' | 'unhealthy' | 'healthy'): void {
		const { key } = instance;
		const before = this.world.processes.get(key);
		const isPresent = before?.generation === instance.generation;
		const isUp = before?.state === 'STARTING' || before?.state === 'RUNNING';
		switch (type) {
			case 'healthy':
				if (isPresent && isUp) this.#relapses.set(key, 0);
				this.#tell(instance, { type });
				return;
			case 'unready':
				// Nobody asks what is stopping. What an earlier generation was asked may come late, and means nothing.
				if (isPresent && (this.#configOf(key).readiness === undefined || !isUp)) return;
				if (isPresent) this.#ready.delete(key);
				this.#tell(instance, { type, reason: 'fails' });
				if (isPresent && before.pid !== 0 && this.world.processes.get(key)?.state !== before.state) {
					throw new InvariantError(`${key} went from ${before.state} because it was not ready`);
				}
				return;
			case 'unhealthy':
				this.#tell(instance, { type, cause: 'liveness', reason: 'fails' });
		}
	}

	#sweep({ pid, signal }: Extract<WorldEffect, { type: 'sweep' }>): void {
		const instance = this.#instances.get(pid);
		if (instance === undefined || instance.leader) throw new InvariantError(`swept ${pid}, whose leader is alive`);
		const { leftovers } = instance.script;
		const after = signal === SIGKILL ? 0 : leftovers;
		if (after === undefined || after === 'none') return;
		this.#plan(this.now + after, () => {
			if (!instance.leftovers) return;
			instance.leftovers = false;
			this.#gone(instance);
			this.#tell(instance, { type: 'gone' });
		});
	}

	#die(instance: Instance, status: ExitStatus): void {
		if (!instance.leader) return;
		instance.leader = false;
		this.#ready.delete(instance.key);
		if (!instance.leftovers) this.#gone(instance);
		this.#tell(instance, { type: 'exited', status, leftovers: instance.leftovers });
	}

	#gone(instance: Instance): void {
		this.#instances.delete(instance.pid);
	}

	#tell(instance: Instance, happening: Record<string, unknown> & { type: string }): void {
		const { key: process, generation } = instance;
		if (happening.type === 'gone') this.#instances.delete(instance.pid);
		this.#turn({ ...happening, at: this.now, process, generation } as WorldEvent);
	}

	#hear({ notice }: Extract<WorldEffect, { type: 'publish' }>): void {
		this.onNotice(notice);
		if (notice.type === 'shutdown') {
			this.#shuttingDown = true;
			this.shutdownBeganAt ??= this.now;
		}
		if (notice.type !== 'process' || notice.notice.type !== 'state') return;
		const { process, notice: change } = notice;
		this.published.push({ at: this.now, process, to: change.to });
		const config = this.#configOf(process);
		if (change.to === 'STOPPING' && this.world.shutdown !== undefined && !this.#wantedDown.has(process)) {
			this.#checkDependents(process);
		}
		if (change.to === 'RUNNING') {
			const upMs = this.now - (this.#startedAt.get(process) ?? 0);
			if (upMs < config.startsecs * 1000) throw new InvariantError(`${process} was RUNNING after ${upMs} ms`);
			this.#failedStarts.set(process, 0);
			if (config.readiness === undefined) this.#ready.add(process);
		}
		if (change.to === 'BACKOFF') {
			const isRelapse = change.from === 'STOPPING' || change.from === 'UNKNOWN';
			const counts = isRelapse ? this.#relapses : this.#failedStarts;
			if (isRelapse && this.#wantedDown.has(process)) {
				throw new InvariantError(`${process} will be started again though it was stopped`);
			}
			counts.set(process, (counts.get(process) ?? 0) + 1);
		}
		if (change.to === 'STOPPED' || change.to === 'EXITED') this.#failedStarts.set(process, 0);
		if (change.to === 'STOPPED' || (change.to === 'EXITED' && change.from === 'STOPPING'))
			this.#relapses.set(process, 0);
		if (change.to === 'EXITED' && change.exit?.type === 'code' && config.exitcodes.includes(change.exit.code)) {
			this.#completed.add(process);
		}
		if (change.to === 'FATAL') {
			const failed = Math.max(this.#failedStarts.get(process) ?? 0, this.#relapses.get(process) ?? 0);
			if (failed !== config.startretries + 1) {
				throw new InvariantError(`${process} is FATAL after ${failed} failed starts of ${config.startretries} + 1`);
			}
			this.#failedStarts.set(process, 0);
			this.#relapses.set(process, 0);
		}
	}

	/** Nobody is stopped by a shutdown before all that need it, directly or not, are down. */
	#checkDependents(key: string): void {
		const dependents = new Set([key]);
		for (const needed of dependents) {
			for (const { group, name, dependsOn } of this.#present.groups.flatMap(({ processes }) => processes)) {
				if (dependsOn.some(({ processes }) => processes.includes(needed))) dependents.add(`${group}:${name}`);
			}
		}
		for (const { key: other, script, leader, leftovers } of this.#instances.values()) {
			if (other === key || !dependents.has(other) || script.unsignallable || !(leader || leftovers)) continue;
			throw new InvariantError(`${key} was stopped while ${other}, which needs it, was alive`);
		}
	}

	#holds(key: string, condition: 'started' | 'ready' | 'completed'): boolean {
		if (this.#removed.has(key)) return true;
		const done = this.#completed.has(key);
		if (condition === 'completed') return done;
		if (condition === 'ready') return done || this.#ready.has(key);
		return done || [...this.#instances.values()].some((instance) => instance.key === key && instance.leader);
	}

	#disarm(key: string): void {
		const timer = this.#timers.get(key);
		if (timer !== undefined) timer.cancelled = true;
	}

	#configOf(key: string): ProcessConfig {
		for (const group of this.#config.groups) {
			for (const process of group.processes) if (`${process.group}:${process.name}` === key) return process;
		}
		throw new Error(`no process ${key}`);
	}
}

function isAlive({ leader, leftovers }: Instance): boolean {
	return leader || leftovers;
}
