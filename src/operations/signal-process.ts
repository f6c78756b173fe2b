import { findTarget } from './find-process.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';
import { sendSignal } from './send-signal.ts';
import { signalEach } from './signal-each.ts';

export const signalProcess: Operation = defineOperation({
	name: 'signalProcess',
	doc: 'Sends a signal to a process. What it does with it is its own affair: it is not taken for stopped.',
	parameters: [PARAMETERS.name, PARAMETERS.signal],
	result: { type: 'boolean', doc: 'always true; for a whole group what signalProcessGroup gives' },
	kind: 'control',
	run(control, { name, signal }) {
		const target = findTarget(control, name);
		if (target.type === 'group') return signalEach(control, target.processes, signal);
		return sendSignal(control, target.process, { name, signal });
	},
});
