import type { Control } from '../daemon/control.ts';
import type { Value } from '../foundation/value.ts';
import { type FoundProcess, stateOf } from './find-process.ts';
import { forEachProcess } from './for-each-process.ts';
import { isSignallable, sendSignal } from './send-signal.ts';

/** Sends a signal to those that are alive. */
export function signalEach(control: Control, processes: readonly FoundProcess[], signal: string): Promise<Value> {
	return forEachProcess(processes, {
		applies: (process) => isSignallable(stateOf(control.session.pod, process).state),
		act: (process) => sendSignal(control, process, { name: process.name, signal }),
	});
}
