import { beginStart } from './begin-start.ts';
import { findTarget } from './find-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { startEach } from './start-each.ts';

export const startProcess: Operation = defineOperation({
	name: 'startProcess',
	doc: 'Starts a process. Its command is looked at before anything is tried. A process that is being stopped starts when it is down, one that depends on others when those are there.',
	parameters: [PARAMETERS.name, PARAMETERS.waitUp],
	result: { type: 'boolean', doc: 'always true; for a whole group what startProcessGroup gives' },
	kind: 'control',
	run(control, { name, wait }, gone) {
		const target = findTarget(control, name);
		if (target.type === 'group') return startEach(control, target.processes, { wait, gone });
		return beginStart(control, target.process, { name, wait, gone });
	},
});
