import type { Control } from '../daemon/control.ts';
import type { Value } from '../foundation/value.ts';
import { isStoppable } from '../supervision/is-started.ts';
import { beginStop, type StopRequest } from './begin-stop.ts';
import type { FoundProcess } from './find-process.ts';
import { forEachProcess } from './for-each-process.ts';

/** Stops those that are started, or are to be started. */
export function stopEach(
	control: Control,
	processes: readonly FoundProcess[],
	request: Omit<StopRequest, 'name'>,
): Promise<Value> {
	const { pod } = control.session;
	for (const { key } of processes) {
		// As beginStop(): one that was given up is meant to be down from now on, and weighs on the pod's health no longer.
		if (pod.world.processes.get(key)?.state === 'FATAL') pod.post({ type: 'stop', at: pod.now, process: key });
	}
	return forEachProcess(processes, {
		applies: ({ key }) => isStoppable(pod.world, key),
		act: (process) => beginStop(control, process, { ...request, name: process.name }),
	});
}
