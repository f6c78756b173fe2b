import { findGroup, processesOf } from './find-process.ts';
import { EACH_RESULT } from './for-each-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { signalEach } from './signal-each.ts';

export const signalProcessGroup: Operation = defineOperation({
	name: 'signalProcessGroup',
	doc: 'Sends a signal to all processes of a group that are alive.',
	parameters: [PARAMETERS.groupName, PARAMETERS.signal],
	result: EACH_RESULT,
	kind: 'control',
	run(control, { name, signal }) {
		return signalEach(control, processesOf(control.session.pod, findGroup(control, name)), signal);
	},
});
