import type { GroupConfig } from '../config/config.ts';
import type { Control } from '../daemon/control.ts';
import type { Value } from '../foundation/value.ts';
import { isStoppable } from '../supervision/is-started.ts';
import { beginStop } from './begin-stop.ts';
import { allProcesses, processesOf } from './find-process.ts';
import { forEachProcess } from './for-each-process.ts';

/** Stops what is started, or is to be started, of a group, or of all. */
export function stopEach(
	control: Control,
	{
		group,
		wait,
		gone,
	}: { readonly group: GroupConfig | undefined; readonly wait: boolean; readonly gone: AbortSignal | undefined },
): Promise<Value> {
	const { pod } = control.session;
	return forEachProcess(group === undefined ? allProcesses(control) : processesOf(pod, group), {
		applies: ({ key }) => isStoppable(pod.world, key),
		act: (process) => beginStop(control, process, { name: process.name, wait, gone }),
	});
}
