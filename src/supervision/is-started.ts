import type { ProcessState } from '../process/process-state.ts';
import type { World } from './world.ts';

/** supervisord's RUNNING_STATES (`supervisor/states.py`): what can be stopped, and need not be started. */
const STARTED: ReadonlySet<ProcessState> = new Set(['STARTING', 'RUNNING', 'BACKOFF']);

export function isStarted(state: ProcessState): boolean {
	return STARTED.has(state);
}

/** Is there anything to be stopped: a process, or a start that is to come (after a dependency, a crash, a stop)? */
export function isStoppable(world: World, key: string): boolean {
	const process = world.processes.get(key);
	if (process === undefined) return false;
	const { state, wanted, dueAt } = process;
	if (isStarted(state) || world.waiting.has(key)) return true;
	return wanted === 'up' && (state === 'STOPPING' || (state === 'EXITED' && dueAt !== undefined));
}
