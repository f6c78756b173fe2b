import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { stopEach } from './stop-each.ts';

export const stopAllProcesses: Operation = defineOperation({
	name: 'stopAllProcesses',
	doc: 'Stops all processes that are started.',
	parameters: [PARAMETERS.waitDown],
	result: {
		type: 'array',
		doc: 'for each process that was asked: name, group, status (a fault code, 80 is success), description',
	},
	kind: 'control',
	run: (control, { wait }, gone) => stopEach(control, { group: undefined, wait, gone }),
});
