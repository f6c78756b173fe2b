import type { GroupConfig } from '../config/config.ts';
import type { Control } from '../daemon/control.ts';
import type { Value } from '../foundation/value.ts';
import { isStarted } from '../supervision/is-started.ts';
import { beginStart } from './begin-start.ts';
import { allProcesses, processesOf, stateOf } from './find-process.ts';
import { forEachProcess } from './for-each-process.ts';

/** Starts what is not started of a group, or of all. */
export function startEach(
	control: Control,
	{
		group,
		wait,
		gone,
	}: { readonly group: GroupConfig | undefined; readonly wait: boolean; readonly gone: AbortSignal | undefined },
): Promise<Value> {
	const { pod } = control.session;
	return forEachProcess(group === undefined ? allProcesses(control) : processesOf(pod, group), {
		applies: (process) => !isStarted(stateOf(pod, process).state),
		act: (process) => beginStart(control, process, { name: process.name, wait, gone }),
	});
}
