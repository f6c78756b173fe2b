import { defineOperation, type Operation } from './operation.ts';

export const shutdown: Operation = defineOperation({
	name: 'shutdown',
	doc: 'Stops all processes in order, then the daemon.',
	parameters: [],
	result: { type: 'boolean', doc: 'always true; it is answered before anything has ended' },
	kind: 'control',
	run(control) {
		control.shutdown();
		return true;
	},
});
