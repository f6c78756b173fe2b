import { allProcesses } from './find-process.ts';
import { EACH_RESULT } from './for-each-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { startEach } from './start-each.ts';

export const startAllProcesses: Operation = defineOperation({
	name: 'startAllProcesses',
	doc: 'Starts all processes that are not started yet.',
	parameters: [PARAMETERS.waitUp],
	result: EACH_RESULT,
	kind: 'control',
	run: (control, { wait }, gone) => startEach(control, allProcesses(control), { wait, gone }),
});
