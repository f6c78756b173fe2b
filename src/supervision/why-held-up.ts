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
	if (isHeldUpForGood(world, key)) return false;
	for (const { processes, condition } of world.plan.members.get(key)?.config.dependsOn ?? []) {
		for (const needed of processes) {
			const process = world.processes.get(needed);
			if (process === undefined || satisfies(process, condition)) continue;
			if (!willRun(world, needed)) return false;
		}
	}
	return true;
}

/** With `start_order=ready`: has one of a lower rank been given up at the boot? */
function isHeldUpForGood({ plan, booting, processes }: World, key: string): boolean {
	if (plan.startOrderMode !== 'ready' || !booting.has(key)) return false;
	const rankOf = (other: string): number => plan.members.get(other)?.rank ?? 0;
	return [...booting].some((other) => rankOf(other) < rankOf(key) && processes.get(other)?.state === 'FATAL');
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
