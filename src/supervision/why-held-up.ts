import { satisfies } from './launch.ts';
import type { World } from './world.ts';

/** What keeps a process from its start. */
export interface HoldUp {
	/** As a sentence, e.g. `auth is not ready (FATAL)`. */
	readonly reason: string;
	/** Will what it needs come by itself, as far as can be told? */
	readonly isComing: boolean;
}

/** `undefined` where a process does not wait for others. */
export function whyHeldUp(world: World, key: string): HoldUp | undefined {
	const reason = world.waiting.get(key);
	return reason === undefined ? undefined : { reason, isComing: isComing(world, key) };
}

/** Of a waiting process: is all that it needs there, or on its way? */
function isComing(world: World, key: string): boolean {
	// Told of a process of a lower rank that was given up (`start_order=ready`).
	if (world.waiting.get(key)?.endsWith('(FATAL)') && !hasMissing(world, key)) return false;
	for (const { processes, condition } of world.plan.members.get(key)?.config.dependsOn ?? []) {
		for (const needed of processes) {
			const process = world.processes.get(needed);
			if (process === undefined || satisfies(process, condition)) continue;
			if (!willRun(world, needed)) return false;
		}
	}
	return true;
}

function hasMissing(world: World, key: string): boolean {
	return (world.plan.members.get(key)?.config.dependsOn ?? []).some(({ processes, condition }) =>
		processes.some((needed) => {
			const process = world.processes.get(needed);
			return process !== undefined && !satisfies(process, condition);
		}),
	);
}

function willRun(world: World, key: string): boolean {
	const process = world.processes.get(key);
	if (process === undefined || process.wanted === 'down') return false;
	if (world.waiting.has(key)) return isComing(world, key);
	switch (process.state) {
		case 'STARTING':
		case 'RUNNING':
		case 'BACKOFF':
		case 'STOPPING':
			return true;
		case 'EXITED':
			return process.dueAt !== undefined;
		case 'STOPPED':
		case 'FATAL':
		case 'UNKNOWN':
			return false;
	}
}
