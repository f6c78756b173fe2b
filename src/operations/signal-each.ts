import type { GroupConfig } from '../config/config.ts';
import type { Control } from '../daemon/control.ts';
import type { Value } from '../foundation/value.ts';
import { allProcesses, processesOf, stateOf } from './find-process.ts';
import { forEachProcess } from './for-each-process.ts';
import { isSignallable, sendSignal } from './send-signal.ts';

/** Sends a signal to what is alive of a group, or of all. */
export function signalEach(
	control: Control,
	{ group, signal }: { readonly group: GroupConfig | undefined; readonly signal: string },
): Promise<Value> {
	const { pod } = control.session;
	return forEachProcess(group === undefined ? allProcesses(control) : processesOf(pod, group), {
		applies: (process) => isSignallable(stateOf(pod, process).state),
		act: (process) => sendSignal(control, process, { name: process.name, signal }),
	});
}
