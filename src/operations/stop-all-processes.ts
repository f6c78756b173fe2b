import { allProcesses } from './find-process.ts';
import { EACH_RESULT } from './for-each-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { stopEach } from './stop-each.ts';

export const stopAllProcesses: Operation = defineOperation({
	name: 'stopAllProcesses',
	doc: 'Stops all processes that are started.',
	parameters: [PARAMETERS.waitDown],
	result: EACH_RESULT,
	kind: 'control',
	run: (control, { wait }, gone) => stopEach(control, allProcesses(control), { wait, gone }),
});
