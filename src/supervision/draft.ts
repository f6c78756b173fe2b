import type { Process } from '../process/process.ts';
import type { ProcessEffect } from '../process/process-effect.ts';
import type { ProcessEvent } from '../process/process-event.ts';
import { isStartable } from '../process/process-state.ts';
import { step } from '../process/step.ts';
import type { Member, Plan } from './plan.ts';
import type { Shutdown, World } from './world.ts';
import type { WorldEffect } from './world-effect.ts';

/** One turn's working copy of the world; never outlives `supervise()`. */
export interface Draft {
	readonly before: World;
	plan: Plan;
	firstGeneration: number;
	readonly processes: Map<string, Process>;
	readonly waiting: Map<string, string>;
	readonly booting: Set<string>;
	/** Those that something happened to in this turn. */
	readonly touched: Set<string>;
	shutdown: Shutdown | undefined;
	ended: boolean;
	readonly effects: WorldEffect[];
}

export function openDraft(world: World): Draft {
	return {
		before: world,
		plan: world.plan,
		firstGeneration: world.firstGeneration,
		processes: new Map(world.processes),
		waiting: new Map(world.waiting),
		booting: new Set(world.booting),
		touched: new Set(),
		shutdown: world.shutdown,
		ended: world.ended,
		effects: [],
	};
}

export function closeDraft(draft: Draft): World {
	const { plan, firstGeneration, processes, waiting, booting, shutdown, ended } = draft;
	return { plan, seed: draft.before.seed, firstGeneration, processes, waiting, booting, shutdown, ended };
}

/** Both halves of a process; `undefined` where the plan has no such one. */
export function find(draft: Draft, key: string): { member: Member; process: Process } | undefined {
	const member = draft.plan.members.get(key);
	const process = draft.processes.get(key);
	return member === undefined || process === undefined ? undefined : { member, process };
}

/** Lets `event` happen to one process, and keeps what the world knows of it in step. */
export function happen(draft: Draft, key: string, event: ProcessEvent): void {
	const found = find(draft, key);
	if (found === undefined) return;
	const { process, effects } = step(found.process, event, found.member.config);
	draft.processes.set(key, process);
	draft.touched.add(key);
	for (const effect of effects) draft.effects.push(translate(effect, key, process));
	if (process.ready || process.completed || process.wanted === 'down') draft.booting.delete(key);
	if (isDue(process, event.at)) enqueueLaunch(draft, key);
}

/** Puts a process among those to be launched as soon as what it needs is there. */
export function enqueueLaunch(draft: Draft, key: string): void {
	if (!draft.waiting.has(key)) draft.waiting.set(key, '');
}

function isDue({ wanted, state, dueAt }: Process, at: number): boolean {
	if (wanted === 'down' || !isStartable(state)) return false;
	// Asked to start again while it was stopping.
	return state === 'STOPPED' || (dueAt !== undefined && dueAt <= at);
}

function translate(effect: ProcessEffect, key: string, { generation, pid }: Process): WorldEffect {
	const whose = { process: key, generation };
	switch (effect.type) {
		case 'spawn':
			return { type: 'spawn', ...whose };
		case 'signal':
			return { type: 'signal', ...whose, pid, signal: effect.signal, group: effect.group };
		case 'sweep':
			return { type: 'sweep', ...whose, pid, signal: effect.signal };
		case 'arm':
			return { type: 'arm', ...whose, timer: effect.timer, at: effect.at };
		case 'disarm':
			return { type: 'disarm', process: key };
		case 'watchHealth':
			return { type: 'watchHealth', ...whose, pid };
		case 'publish':
			return { type: 'publish', notice: { type: 'process', process: key, notice: effect.notice } };
	}
}
