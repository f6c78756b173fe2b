import type { Pod } from '../daemon/pod.ts';
import { Fault } from '../foundation/fault.ts';
import { isDown } from '../process/process-state.ts';
import { isAtRest } from '../supervision/is-at-rest.ts';
import type { World } from '../supervision/world.ts';

/**
 * Stops processes for good, who depends on another of them before that one, and waits until nothing of them is alive:
 * whoever starts one of them meanwhile is stopped again. Then `act` is called, before anybody else can start one.
 * @throws Fault (as its rejection) SHUTDOWN_STATE, STILL_RUNNING where one cannot be stopped
 */
export async function bringDown<Result>(pod: Pod, keys: readonly string[], act: () => Result): Promise<Result> {
	for (;;) {
		if (pod.world.shutdown !== undefined) throw new Fault('SHUTDOWN_STATE');
		const up = keys.filter((key) => !isDownForGood(pod.world, key));
		if (up.length === 0) return act();
		const layer = up.filter((key) => !up.some((other) => other !== key && dependsOn(pod.world, other, key)));
		const asked = layer.length > 0 ? layer : up;
		const before = pod.world;
		for (const process of asked) pod.post({ type: 'stop', at: pod.now, process });
		await pod.until(
			(world) => world.shutdown !== undefined || asked.every((key) => isSettled(world, key, before)) || undefined,
		);
		const stuck = asked.find((key) => isStuck(pod.world, key));
		if (stuck !== undefined) throw new Fault('STILL_RUNNING', pod.nameOf(stuck));
	}
}

function dependsOn({ plan }: World, dependent: string, key: string): boolean {
	return plan.members.get(dependent)?.config.dependsOn.some(({ processes }) => processes.includes(key)) ?? false;
}

function isDownForGood(world: World, key: string): boolean {
	const process = world.processes.get(key);
	return process === undefined || (isAtRest(process) && process.wanted === 'down' && !world.waiting.has(key));
}

/** It is down, or was: somebody had it started again in the turn that it went down in. */
function isSettled(world: World, key: string, before: World): boolean {
	const process = world.processes.get(key);
	if (process === undefined || isDown(process.state)) return true;
	return process.generation > (before.processes.get(key)?.generation ?? 0);
}

/** It may not be signalled. */
function isStuck(world: World, key: string): boolean {
	const process = world.processes.get(key);
	return process?.state === 'UNKNOWN' && process.pid !== 0;
}
