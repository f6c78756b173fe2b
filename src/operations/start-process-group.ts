import { findGroup } from './find-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { startEach } from './start-each.ts';

export const startProcessGroup: Operation = defineOperation({
	name: 'startProcessGroup',
	doc: 'Starts all processes of a group that are not started yet.',
	parameters: [PARAMETERS.groupName, PARAMETERS.waitUp],
	result: {
		type: 'array',
		doc: 'for each process that was asked: name, group, status (a fault code, 80 is success), description',
	},
	kind: 'control',
	run: (control, { name, wait }, gone) => startEach(control, { group: findGroup(control, name), wait, gone }),
});
