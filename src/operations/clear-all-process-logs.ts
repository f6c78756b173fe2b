import { clearLogsOf } from './clear-logs-of.ts';
import { allProcesses } from './find-process.ts';
import { EACH_RESULT, forEachProcess } from './for-each-process.ts';
import { defineOperation, type Operation } from './operation.ts';

export const clearAllProcessLogs: Operation = defineOperation({
	name: 'clearAllProcessLogs',
	doc: 'Begins the logs of all processes anew.',
	parameters: [],
	result: EACH_RESULT,
	kind: 'control',
	run: (control) =>
		forEachProcess(allProcesses(control), {
			applies: () => true,
			act: (process) => clearLogsOf(control, process, process.name),
		}),
});
