import { findGroup } from './find-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { stopEach } from './stop-each.ts';

export const stopProcessGroup: Operation = defineOperation({
	name: 'stopProcessGroup',
	doc: 'Stops all processes of a group that are started.',
	parameters: [PARAMETERS.groupName, PARAMETERS.waitDown],
	result: {
		type: 'array',
		doc: 'for each process that was asked: name, group, status (a fault code, 80 is success), description',
	},
	kind: 'control',
	run: (control, { name, wait }, gone) => stopEach(control, { group: findGroup(control, name), wait, gone }),
});
