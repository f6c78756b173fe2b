import { allProcesses } from './find-process.ts';
import { EACH_RESULT } from './for-each-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { signalEach } from './signal-each.ts';

export const signalAllProcesses: Operation = defineOperation({
	name: 'signalAllProcesses',
	doc: 'Sends a signal to all processes that are alive.',
	parameters: [PARAMETERS.signal],
	result: EACH_RESULT,
	kind: 'control',
	run: (control, { signal }) => signalEach(control, allProcesses(control), signal),
});
