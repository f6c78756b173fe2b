/**
 * The pod while it runs: one queue, one turn. Every event, whoever it comes from, goes through `post()`; the pure
 * core decides; `EffectRunner` does what it decided, and what comes of it is posted again.
 */
import type { ExitStatus } from '../foundation/exit-status.ts';
import { displayName, makePlan } from '../supervision/plan.ts';
import { supervise } from '../supervision/supervise.ts';
import { newWorld, type World } from '../supervision/world.ts';
import type { WorldEvent } from '../supervision/world-event.ts';
import { EffectRunner } from './effect-runner.ts';
import type { PodOptions } from './pod-options.ts';

export class Pod {
	readonly #queue: WorldEvent[] = [];
	readonly #runner: EffectRunner;
	readonly #now: () => number;
	#world: World;
	#turning = false;

	constructor(options: PodOptions) {
		const plan = makePlan(options.config);
		this.#world = newWorld(plan, options.seed);
		this.#now = () => options.system.clock.now();
		this.#runner = new EffectRunner({
			...options,
			configOf: (key) => plan.members.get(key)?.config,
			post: (event) => this.post(event),
		});
	}

	get world(): World {
		return this.#world;
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
				for (const effect of effects) this.#runner.run(effect);
			}
		} finally {
			this.#turning = false;
		}
	}

	/** The system reaped a process that was spawned here. */
	exited(pid: number, status: ExitStatus): void {
		this.#runner.exited(pid, status);
	}

	orphanReaped(): void {
		this.#runner.orphanReaped();
	}

	/** SIGUSR2: every log file is opened anew under its name. */
	reopenLogs(): void {
		this.#runner.reopenLogs();
	}

	close(): void {
		this.#runner.close();
	}
}
