import { findProcess } from './find-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { processInfo } from './process-info.ts';

export const getProcessInfo: Operation = defineOperation({
	name: 'getProcessInfo',
	doc: 'Tells all about a process.',
	parameters: [PARAMETERS.oneName],
	result: {
		type: 'struct',
		doc: 'name, group, start, stop, now (seconds since 1970), state, statename, description, spawnerr, exitstatus (-1: ended by a signal), pid, logfile, stdout_logfile, stderr_logfile',
	},
	kind: 'read',
	run: (control, { name }) => ({ ...processInfo(control, findProcess(control, name)) }),
});
