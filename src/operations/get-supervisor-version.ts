import { defineOperation, type Operation } from './operation.ts';

/** The supervisord whose interface this is: clients choose by it what they may ask for. */
const SUPERVISOR_VERSION = '4.2.5';

export const getSupervisorVersion: Operation = defineOperation({
	name: 'getSupervisorVersion',
	doc: "Tells which version of supervisord answers like this; Podvisor's own is another.",
	parameters: [],
	result: { type: 'string', doc: 'the version' },
	kind: 'read',
	run: () => SUPERVISOR_VERSION,
});
