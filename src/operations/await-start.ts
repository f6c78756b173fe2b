import type { Pod } from '../daemon/pod.ts';
import { Fault } from '../foundation/fault.ts';
import { whyHeldUp } from '../supervision/why-held-up.ts';
import type { World } from '../supervision/world.ts';

/** A start that was asked for. */
export interface AwaitedStart {
	readonly key: string;
	/** As it was asked for: faults quote it. */
	readonly name: string;
	/** Of the process before it. */
	readonly generation: number;
}

/** What became of a start; `undefined` while it is under way, or still to come. */
export function judgeStart(world: World, { key, name, generation }: AwaitedStart): 'up' | Fault | undefined {
	const process = world.processes.get(key);
	if (process === undefined) return new Fault('ABNORMAL_TERMINATION', name);
	if (process.generation <= generation) {
		const isToCome = world.shutdown === undefined && process.wanted === 'up';
		return isToCome ? undefined : new Fault('ABNORMAL_TERMINATION', name);
	}
	if (process.completed || process.state === 'RUNNING') return 'up';
	if (process.spawnError !== '') return new Fault('SPAWN_ERROR', name);
	return process.state === 'STARTING' ? undefined : new Fault('ABNORMAL_TERMINATION', name);
}

/**
 * Waits until a process is RUNNING, or done where it is a oneshot, or nobody waits any more; not for what will not come.
 * @throws Fault (as its rejection) SPAWN_ERROR, ABNORMAL_TERMINATION; FAILED where what it needs is down and stays so
 */
export async function awaitStart(pod: Pod, start: AwaitedStart, gone?: AbortSignal): Promise<true> {
	// Those that are started together are all wanted up before anybody is told that what it needs is down.
	await undefined;
	const look = (world: World): 'up' | Fault | undefined => {
		const seen = judgeStart(world, start);
		if (seen !== undefined) return seen;
		const holdUp = whyHeldUp(world, start.key);
		if (holdUp === undefined || holdUp.isComing) return undefined;
		return new Fault('FAILED', `${start.name} waits: ${holdUp.reason}`);
	};
	const outcome = await pod.untilAt(look, undefined, gone);
	if (outcome instanceof Fault) throw outcome;
	return true;
}
