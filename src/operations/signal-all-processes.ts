import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { signalEach } from './signal-each.ts';

export const signalAllProcesses: Operation = defineOperation({
	name: 'signalAllProcesses',
	doc: 'Sends a signal to all processes that are alive.',
	parameters: [PARAMETERS.signal],
	result: {
		type: 'array',
		doc: 'for each process that was asked: name, group, status (a fault code, 80 is success), description',
	},
	kind: 'control',
	run: (control, { signal }) => signalEach(control, { group: undefined, signal }),
});
