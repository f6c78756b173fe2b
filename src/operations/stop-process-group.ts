import { findGroup, processesOf } from './find-process.ts';
import { EACH_RESULT } from './for-each-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { stopEach } from './stop-each.ts';

export const stopProcessGroup: Operation = defineOperation({
	name: 'stopProcessGroup',
	doc: 'Stops all processes of a group that are started.',
	parameters: [PARAMETERS.groupName, PARAMETERS.waitDown],
	result: EACH_RESULT,
	kind: 'control',
	run(control, { name, wait }, gone) {
		const processes = processesOf(control.session.pod, findGroup(control, name));
		return stopEach(control, processes, { wait, gone });
	},
});
