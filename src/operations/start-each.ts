import type { Control } from '../daemon/control.ts';
import type { Value } from '../foundation/value.ts';
import { isStarted } from '../supervision/is-started.ts';
import { beginStart, type StartRequest } from './begin-start.ts';
import { type FoundProcess, stateOf } from './find-process.ts';
import { forEachProcess } from './for-each-process.ts';

/** Starts those that are not started. */
export function startEach(
	control: Control,
	processes: readonly FoundProcess[],
	request: Omit<StartRequest, 'name'>,
): Promise<Value> {
	return forEachProcess(processes, {
		applies: (process) => !isStarted(stateOf(control.session.pod, process).state),
		act: (process) => beginStart(control, process, { ...request, name: process.name }),
	});
}
