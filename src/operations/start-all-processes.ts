import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { startEach } from './start-each.ts';

export const startAllProcesses: Operation = defineOperation({
	name: 'startAllProcesses',
	doc: 'Starts all processes that are not started yet.',
	parameters: [PARAMETERS.waitUp],
	result: {
		type: 'array',
		doc: 'for each process that was asked: name, group, status (a fault code, 80 is success), description',
	},
	kind: 'control',
	run: (control, { wait }, gone) => startEach(control, { group: undefined, wait, gone }),
});
