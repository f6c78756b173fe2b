import type { Control } from '../daemon/control.ts';
import { Fault } from '../foundation/fault.ts';
import { isDown } from '../process/process-state.ts';
import { isStoppable } from '../supervision/is-started.ts';
import type { World } from '../supervision/world.ts';
import { type FoundProcess, stateOf } from './find-process.ts';

export interface StopRequest {
	/** As it was asked for: faults quote it. */
	readonly name: string;
	/** Until it is down, with all it left behind. */
	readonly wait: boolean;
	/** Aborted when nobody waits any more. */
	readonly gone: AbortSignal | undefined;
}

/**
 * Stops a process, or cancels its start that is to come.
 * @returns what resolves when it is down, where it is not yet and that is waited for
 * @throws Fault NOT_RUNNING, FAILED
 */
export function beginStop(control: Control, process: FoundProcess, request: StopRequest): true | Promise<true> {
	const { pod } = control.session;
	const { generation } = stateOf(pod, process);
	const isUp = isStoppable(pod.world, process.key);
	// Down already, it is from now on meant to be: one that was given up weighs on the pod's health no longer.
	pod.post({ type: 'stop', at: pod.now, process: process.key });
	if (!isUp) throw new Fault('NOT_RUNNING', request.name);
	const { state, pid, spawnError } = stateOf(pod, process);
	if (state === 'UNKNOWN') {
		throw new Fault('FAILED', `unknown problem killing ${process.config.name} (${pid}): ${spawnError}`);
	}
	const look = (world: World): true | undefined => {
		const now = world.processes.get(process.key);
		// Started again at once by somebody else: it was down in between.
		return now === undefined || now.generation > generation || isDown(now.state) ? true : undefined;
	};
	if (!request.wait || look(pod.world)) return true;
	return pod.untilAt(look, undefined, request.gone).then(() => true);
}
