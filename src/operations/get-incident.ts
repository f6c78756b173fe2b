import { Fault } from '../foundation/fault.ts';
import { wholeIncidentValue } from './incident-value.ts';
import { defineOperation, type Operation } from './operation.ts';

export const getIncident: Operation = defineOperation({
	name: 'getIncident',
	doc: 'Tells all about one incident.',
	parameters: [{ name: 'id', type: 'int', doc: 'its number, as listIncidents tells it' }],
	result: {
		type: 'struct',
		doc: 'what listIncidents tells, and stdout and stderr (the last lines of each, as printable text), probes (kind, ok, latencyMs, message, wallMs; the latest last)',
	},
	kind: 'read',
	worksInShutdown: true,
	run({ session }, { id }) {
		const incident = session.watch.incidents.get(id);
		if (incident === undefined) throw new Fault('BAD_NAME', `incident ${id}`);
		return wholeIncidentValue(incident);
	},
});
