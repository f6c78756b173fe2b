import { defineOperation, type Operation } from './operation.ts';

export const getIdentification: Operation = defineOperation({
	name: 'getIdentification',
	doc: 'Tells the name that the configuration gives this daemon.',
	parameters: [],
	result: { type: 'string', doc: 'the identifier' },
	kind: 'read',
	run: ({ session }) => session.config.daemon.identifier,
});
