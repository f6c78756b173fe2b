import type { Control } from '../daemon/control.ts';
import { Fault } from '../foundation/fault.ts';
import { parseSignal, signalName } from '../foundation/signals.ts';
import type { ProcessState } from '../process/process-state.ts';
import { type FoundProcess, stateOf } from './find-process.ts';

/** supervisord's SIGNALLABLE_STATES (`supervisor/states.py`). */
const SIGNALLABLE: ReadonlySet<ProcessState> = new Set(['RUNNING', 'STARTING', 'STOPPING']);

export function isSignallable(state: ProcessState): boolean {
	return SIGNALLABLE.has(state);
}

/**
 * Sends a signal, as a name or a number, to the leader of a process. `name`: as it was asked for.
 * @throws Fault BAD_SIGNAL, NOT_RUNNING, FAILED
 */
export function sendSignal(
	{ session: { pod } }: Control,
	process: FoundProcess,
	{ name, signal }: { readonly name: string; readonly signal: string },
): true {
	// 0 asks only whether it may be signalled; supervisord takes it, though it is no signal.
	const number = signal.trim() === '0' ? 0 : parseSignal(signal);
	if (number === undefined) throw new Fault('BAD_SIGNAL', signal);
	const { state, pid } = stateOf(pod, process);
	if (!isSignallable(state)) throw new Fault('NOT_RUNNING', name);
	const outcome = pod.signal(process.key, number);
	// 'gone': it exited just now; supervisord takes that for sent.
	if (outcome === 'sent' || outcome === 'gone') return true;
	const problem = `${outcome.step}: ${outcome.errno}`;
	throw new Fault(
		'FAILED',
		`unknown problem sending sig ${signalName(number)} (${process.config.name}, pid ${pid}): ${problem}`,
	);
}
