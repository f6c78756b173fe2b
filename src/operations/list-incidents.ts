import { keyOf } from '../events/process-ref.ts';
import { Fault } from '../foundation/fault.ts';
import { findProcesses } from './find-process.ts';
import { incidentValue } from './incident-value.ts';
import { defineOperation, type Operation } from './operation.ts';
import { PARAMETERS } from './parameters.ts';

export const listIncidents: Operation = defineOperation({
	name: 'listIncidents',
	doc: 'Tells what went wrong with processes, the latest last: ends that were not expected, failed starts, restarts for ill health or memory, and who was given up. 200 are remembered.',
	parameters: [
		PARAMETERS.names,
		{ name: 'limit', type: 'int', doc: 'how many at most, the latest; 0 for all there are', default: 0 },
	],
	result: {
		type: 'array',
		doc: 'for each id, wallMs (milliseconds since 1970), name, group, displayName, program, kind (exit, start, fatal, unhealthy, memory), reason, pid, exit (in words), exitCode (128 + the signal) and uptimeMs where it ran, restarts, willRestart, oomKilled (yes, no, unknown), memoryBytes where it was measured',
	},
	kind: 'read',
	worksInShutdown: true,
	run(control, { names, limit }) {
		if (limit < 0) throw new Fault('INCORRECT_PARAMETERS');
		const { incidents } = control.session.watch;
		if (names.length === 0) return incidents.all.slice(-limit).map(incidentValue);
		const keys = new Set(findProcesses(control, names).map(({ key }) => key));
		return incidents.all
			.filter(({ process }) => keys.has(keyOf(process)))
			.slice(-limit)
			.map(incidentValue);
	},
});
