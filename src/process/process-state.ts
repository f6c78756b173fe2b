/** supervisord's eight states and their codes (`supervisor/states.py`); XML-RPC answers carry both. */
export const STATE_CODES = {
	STOPPED: 0,
	STARTING: 10,
	RUNNING: 20,
	BACKOFF: 30,
	STOPPING: 40,
	EXITED: 100,
	FATAL: 200,
	UNKNOWN: 1000,
} as const;

export type ProcessState = keyof typeof STATE_CODES;

export const PROCESS_STATES: readonly ProcessState[] = Object.keys(STATE_CODES) as ProcessState[];

const STARTABLE: ReadonlySet<ProcessState> = new Set(['STOPPED', 'EXITED', 'FATAL', 'BACKOFF']);

/** May a new process be made in this state? Nothing of the program is alive in any of these. */
export function isStartable(state: ProcessState): boolean {
	return STARTABLE.has(state);
}

const DOWN: ReadonlySet<ProcessState> = new Set(['STOPPED', 'EXITED', 'FATAL', 'UNKNOWN']);

/** supervisord's STOPPED_STATES: what a shutdown need not wait for. */
export function isDown(state: ProcessState): boolean {
	return DOWN.has(state);
}
