import { newProcess, type Process } from '../process/process.ts';
import type { Plan } from './plan.ts';

/** All that Podvisor knows of its pod. Plain data; a new one is made by each turn. */
export interface World {
	readonly plan: Plan;
	/** An integer of this run, for the jitter of restart delays. */
	readonly seed: number;
	/** Where the generations of a process that is added begin: an event of one that was removed is never taken for its. */
	readonly firstGeneration: number;
	readonly processes: ReadonlyMap<string, Process>;
	/** Wanted up, down now, and waiting for what they need: why, as it was last told. */
	readonly waiting: ReadonlyMap<string, string>;
	/** Started by autostart at boot and not ready since; with `start_order=ready` they hold up the ranks above them. */
	readonly booting: ReadonlySet<string>;
	readonly shutdown: Shutdown | undefined;
	readonly ended: boolean;
}

/** A shutdown under way. */
export interface Shutdown {
	/** `restart`: the daemon goes on with a new configuration (supervisord's RESTARTING). */
	readonly intent: 'exit' | 'restart';
	readonly exitCode: number;
	/** The critical process whose end it is. */
	readonly culprit: string | undefined;
	/** Index into the plan's `stopLayers` of the layer that was asked. */
	readonly layer: number;
	/** When the budget is over. */
	readonly deadlineAt: number | undefined;
	readonly hastened: boolean;
}

/** The pod before its first turn. */
export function newWorld(plan: Plan, seed: number): World {
	const processes = new Map<string, Process>();
	for (const key of plan.members.keys()) processes.set(key, newProcess(seedOf(seed, processes.size), 0));
	return {
		plan,
		seed,
		firstGeneration: 0,
		processes,
		waiting: new Map(),
		booting: new Set(),
		shutdown: undefined,
		ended: false,
	};
}

/** Processes that fail together shall not come back together. `index`: of the process in its plan. */
export function seedOf(seed: number, index: number): number {
	return seed + index * 7919;
}
