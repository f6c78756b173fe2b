import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { readProcessLogOf } from './read-process-log.ts';

export const readProcessStderrLog: Operation = defineOperation({
	name: 'readProcessStderrLog',
	doc: 'Reads a part of the stderr log of a process. With length 0 a negative offset gives the end of the log.',
	parameters: [PARAMETERS.oneName, PARAMETERS.offset, PARAMETERS.length],
	result: { type: 'string', doc: 'that part of the log' },
	kind: 'read',
	run: (control, range) => readProcessLogOf(control, 'stderr', range),
});
