import type { Control } from '../daemon/control.ts';
import { describeExitStatus } from '../foundation/exit-status.ts';
import { Fault } from '../foundation/fault.ts';
import { isStoppable } from '../supervision/is-started.ts';
import { beginStart, checkExecutable, type StartRequest } from './begin-start.ts';
import { beginStop } from './begin-stop.ts';
import { type FoundProcess, findTarget, stateOf } from './find-process.ts';
import { forEachProcess } from './for-each-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';

export const restartProcess: Operation = defineOperation({
	name: 'restartProcess',
	doc: 'Stops a process where it is started, and starts it. Its command is looked at before it is stopped.',
	parameters: [PARAMETERS.name, PARAMETERS.waitUp],
	result: { type: 'boolean', doc: 'always true; for a whole group what startProcessGroup gives' },
	kind: 'control',
	run(control, { name, wait }, gone) {
		const target = findTarget(control, name);
		if (target.type === 'process') return restartOne(control, target.process, { name, wait, gone });
		return forEachProcess(target.processes, {
			applies: () => true,
			act: (process) => restartOne(control, process, { name: process.name, wait, gone }),
		});
	},
});

async function restartOne(control: Control, process: FoundProcess, request: StartRequest): Promise<true> {
	const { pod } = control.session;
	checkExecutable(pod, process);
	// Where nobody waits, the start is queued behind the stop.
	if (isStoppable(pod.world, process.key)) await beginStop(control, process, request);
	try {
		return await beginStart(control, process, request);
	} catch (error) {
		if (error instanceof Fault && error.fault === 'SPAWN_ERROR') throw explained(control, process, request.name);
		throw error;
	}
}

/** With why it failed: `web: Exited too quickly (process log may have details) (exit status 3)`. */
function explained({ session: { pod } }: Control, process: FoundProcess, name: string): Fault {
	const { spawnError, exit, exitedAt } = stateOf(pod, process);
	const how = exit === undefined || exitedAt === undefined ? '' : ` (${describeExitStatus(exit)})`;
	return new Fault('SPAWN_ERROR', `${name}: ${spawnError}${how}`);
}
