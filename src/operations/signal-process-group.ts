import { findGroup } from './find-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { signalEach } from './signal-each.ts';

export const signalProcessGroup: Operation = defineOperation({
	name: 'signalProcessGroup',
	doc: 'Sends a signal to all processes of a group that are alive.',
	parameters: [PARAMETERS.groupName, PARAMETERS.signal],
	result: {
		type: 'array',
		doc: 'for each process that was asked: name, group, status (a fault code, 80 is success), description',
	},
	kind: 'control',
	run: (control, { name, signal }) => signalEach(control, { group: findGroup(control, name), signal }),
});
