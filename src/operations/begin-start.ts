import type { Control } from '../daemon/control.ts';
import type { Pod } from '../daemon/pod.ts';
import { Fault } from '../foundation/fault.ts';
import { isStarted } from '../supervision/is-started.ts';
import { awaitStart, judgeStart } from './await-start.ts';
import { type FoundProcess, stateOf } from './find-process.ts';

export interface StartRequest {
	/** As it was asked for: faults quote it. */
	readonly name: string;
	/** Until it is RUNNING, or a oneshot is done. */
	readonly wait: boolean;
	/** Aborted when nobody waits any more. */
	readonly gone: AbortSignal | undefined;
}

/**
 * Starts a process; one that is stopping starts when it is down, one that needs others when those are there.
 * @returns what resolves when it is up, where it is not yet and that is waited for
 * @throws Fault (or rejects with it) NO_FILE, NOT_EXECUTABLE, ALREADY_STARTED, FAILED, SPAWN_ERROR, ABNORMAL_TERMINATION
 */
export function beginStart(control: Control, process: FoundProcess, request: StartRequest): true | Promise<true> {
	const { pod } = control.session;
	checkExecutable(pod, process);
	const { state, generation } = stateOf(pod, process);
	if (isStarted(state)) throw new Fault('ALREADY_STARTED', request.name);
	if (state === 'UNKNOWN') throw new Fault('FAILED', `${request.name} is in an unknown process state`);
	pod.post({ type: 'start', at: pod.now, process: process.key });
	const start = { key: process.key, name: request.name, generation };
	const outcome = judgeStart(pod.world, start);
	if (outcome instanceof Fault) throw outcome;
	return outcome === 'up' || !request.wait ? true : awaitStart(pod, start, request.gone);
}

/** @throws Fault NO_FILE, NOT_EXECUTABLE, with supervisord's words for why */
export function checkExecutable(pod: Pod, { config }: FoundProcess): void {
	const executable = pod.executableOf(config);
	if (executable.ok) return;
	const isMissing = executable.exitCode === 127 && config.argv.length > 0;
	throw new Fault(isMissing ? 'NO_FILE' : 'NOT_EXECUTABLE', executable.error);
}
