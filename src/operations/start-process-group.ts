import { findGroup, processesOf } from './find-process.ts';
import { EACH_RESULT } from './for-each-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { startEach } from './start-each.ts';

export const startProcessGroup: Operation = defineOperation({
	name: 'startProcessGroup',
	doc: 'Starts all processes of a group that are not started yet.',
	parameters: [PARAMETERS.groupName, PARAMETERS.waitUp],
	result: EACH_RESULT,
	kind: 'control',
	run(control, { name, wait }, gone) {
		const processes = processesOf(control.session.pod, findGroup(control, name));
		return startEach(control, processes, { wait, gone });
	},
});
