import { clearLogsOf } from './clear-logs-of.ts';
import { findProcess } from './find-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';

export const clearProcessLogs: Operation = defineOperation({
	name: 'clearProcessLogs',
	doc: 'Begins the logs of a process anew, stdout and stderr, whether it runs or not.',
	parameters: [PARAMETERS.oneName],
	result: { type: 'boolean', doc: 'always true' },
	kind: 'control',
	run: (control, { name }) => clearLogsOf(control, findProcess(control, name), name),
});
