import { defineOperation, type Operation } from './operation.ts';

/** Of supervisord 4.2.5. */
const API_VERSION = '3.0';

export const getAPIVersion: Operation = defineOperation({
	name: 'getAPIVersion',
	doc: 'Tells which version of the interface this is.',
	parameters: [],
	result: { type: 'string', doc: 'the version' },
	kind: 'read',
	run: () => API_VERSION,
});
