import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { tailProcessLogOf } from './read-process-log.ts';

export const tailProcessStderrLog: Operation = defineOperation({
	name: 'tailProcessStderrLog',
	doc: 'Reads the end of the stderr log of a process, for who has read up to offset: where the log has more than length bytes beyond it, that is told, and only its end is given.',
	parameters: [PARAMETERS.oneName, PARAMETERS.offset, PARAMETERS.length],
	result: { type: 'array', doc: 'string bytes, int offset to go on from, boolean overflow: something was left out' },
	kind: 'read',
	run: (control, range) => tailProcessLogOf(control, 'stderr', range),
});
