import { newProcess } from '../process/process.ts';
import type { Draft } from './draft.ts';
import { isAtRest } from './is-at-rest.ts';
import { displayName, type Plan } from './plan.ts';
import { seedOf } from './world.ts';

/**
 * Goes on with another plan. A process that the new plan does not have is forgotten, one that it has besides is new.
 * A shutdown goes on with the plan it began with.
 * @throws where a process that would be forgotten is alive: nobody would ever stop it.
 */
export function replan(draft: Draft, plan: Plan): void {
	if (draft.shutdown !== undefined) return;
	for (const [key, process] of draft.processes) {
		if (plan.members.has(key)) continue;
		if (!isAtRest(process)) {
			throw new Error(`cannot forget '${displayName(draft.plan, key)}': it is ${process.state}`);
		}
		draft.firstGeneration = Math.max(draft.firstGeneration, process.generation);
		draft.effects.push({ type: 'disarm', process: key });
		draft.processes.delete(key);
		draft.waiting.delete(key);
		draft.booting.delete(key);
		draft.touched.delete(key);
	}
	const processes = new Map(draft.processes);
	draft.processes.clear();
	// In the order of the plan: whoever lists the processes sees it.
	for (const [index, key] of [...plan.members.keys()].entries()) {
		draft.processes.set(key, processes.get(key) ?? newProcess(seedOf(draft.before.seed, index), draft.firstGeneration));
	}
	draft.plan = plan;
}
