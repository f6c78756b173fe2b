import { beginStop } from './begin-stop.ts';
import { findTarget } from './find-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { stopEach } from './stop-each.ts';

export const stopProcess: Operation = defineOperation({
	name: 'stopProcess',
	doc: 'Stops a process, by its stopsignal first and by SIGKILL after stopwaitsecs. Where its start is still to come, that is cancelled.',
	parameters: [PARAMETERS.name, PARAMETERS.waitDown],
	result: { type: 'boolean', doc: 'always true; for a whole group what stopProcessGroup gives' },
	kind: 'control',
	run(control, { name, wait }, gone) {
		const target = findTarget(control, name);
		if (target.type === 'group') return stopEach(control, target.processes, { wait, gone });
		return beginStop(control, target.process, { name, wait, gone });
	},
});
