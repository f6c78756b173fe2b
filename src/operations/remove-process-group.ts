import { Fault } from '../foundation/fault.ts';
import { isAtRest } from '../supervision/is-at-rest.ts';
import { findGroup, processesOf, stateOf } from './find-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { refuseWhileUpdating, regroup } from './regroup.ts';

export const removeProcessGroup: Operation = defineOperation({
	name: 'removeProcessGroup',
	doc: 'Takes a group out of use. All its processes must be stopped.',
	parameters: [PARAMETERS.groupName],
	result: { type: 'boolean', doc: 'always true' },
	kind: 'control',
	run(control, { name }) {
		const { session } = control;
		const { pod } = session;
		const group = findGroup(control, name);
		const isAlive = processesOf(pod, group).some((process) => !isAtRest(stateOf(pod, process)));
		if (isAlive) throw new Fault('STILL_RUNNING', name);
		refuseWhileUpdating(session);
		regroup(
			session,
			pod.groups.filter((other) => other !== group),
			[],
		);
		return true;
	},
});
