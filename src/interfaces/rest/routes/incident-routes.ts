import { MOST_INCIDENTS } from '../../../events/incident-journal.ts';
import { getHistory } from '../../../operations/get-history.ts';
import { getIncident } from '../../../operations/get-incident.ts';
import { listIncidents } from '../../../operations/list-incidents.ts';
import { schemaRef } from '../rest-schemas.ts';
import { defineRoute, type Route } from '../route.ts';
import { ROUTE_FIELDS } from './route-fields.ts';

export const INCIDENT_ROUTES: readonly Route[] = [
	defineRoute({
		method: 'GET',
		path: '/api/v1/incidents',
		id: 'listIncidents',
		doc: listIncidents.doc,
		fields: [
			ROUTE_FIELDS.onlyNames,
			{
				name: 'limit',
				in: 'query',
				type: 'int',
				doc: 'how many at most, the latest; 0 for all there are',
				default: 0,
				minimum: 0,
				maximum: MOST_INCIDENTS,
			},
		],
		response: schemaRef('Incidents'),
		faults: ['BAD_NAME'],
		answer: async ({ names, limit }, { run }) => ({ json: { incidents: await run(listIncidents, names, limit) } }),
	}),
	defineRoute({
		method: 'GET',
		path: '/api/v1/incidents/{id}',
		id: 'getIncident',
		doc: 'Tells all about one incident: also the last lines of its output, and what its probes said.',
		fields: [{ name: 'id', in: 'path', type: 'int', doc: 'its number', minimum: 1, example: 1 }],
		response: schemaRef('Incident'),
		faults: ['BAD_NAME'],
		answer: async ({ id }, { run }) => ({ json: await run(getIncident, id) }),
	}),
	defineRoute({
		method: 'GET',
		path: '/api/v1/programs/{name}/history',
		id: 'getProgramHistory',
		doc: getHistory.doc,
		fields: [ROUTE_FIELDS.processName],
		response: schemaRef('History'),
		faults: ['BAD_NAME'],
		answer: async ({ name }, { run }) => ({ json: await run(getHistory, name) }),
	}),
];
