import { defineOperation, type Operation } from './operation.ts';

export const getPID: Operation = defineOperation({
	name: 'getPID',
	doc: 'Tells the process id of the daemon.',
	parameters: [],
	result: { type: 'int', doc: 'the pid' },
	kind: 'read',
	run: ({ system }) => system.processes.pid,
});
