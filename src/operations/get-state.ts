import { defineOperation, type Operation } from './operation.ts';

/** supervisord's SupervisorStates.RUNNING. While it stops or restarts it answers nothing but SHUTDOWN_STATE. */
const RUNNING = { statecode: 1, statename: 'RUNNING' } as const;

export const getState: Operation = defineOperation({
	name: 'getState',
	doc: 'Tells the state of the daemon.',
	parameters: [],
	result: { type: 'struct', doc: 'int statecode, string statename' },
	kind: 'read',
	run: () => RUNNING,
});
