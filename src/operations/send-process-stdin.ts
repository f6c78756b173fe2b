import { Fault } from '../foundation/fault.ts';
import { findProcess, stateOf } from './find-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';

export const sendProcessStdin: Operation = defineOperation({
	name: 'sendProcessStdin',
	doc: 'Writes to the stdin of a process, in UTF-8. NO_FILE says that it does not read: it closed its stdin, or leaves too much unread.',
	parameters: [PARAMETERS.oneName, { name: 'chars', type: 'string', doc: 'what is written', secret: true }],
	result: { type: 'boolean', doc: 'always true' },
	kind: 'control',
	run(control, { name, chars }) {
		const { pod } = control.session;
		const process = findProcess(control, name);
		const { pid, leaderGone, state } = stateOf(pod, process);
		if (pid === 0 || leaderGone || state === 'STOPPING') throw new Fault('NOT_RUNNING', name);
		if (!pod.writeStdin(process.key, Buffer.from(chars))) throw new Fault('NO_FILE', name);
		return true;
	},
});
