import { listAlerts } from '../../../operations/list-alerts.ts';
import { testAlert } from '../../../operations/test-alert.ts';
import { schemaRef } from '../rest-schemas.ts';
import { defineRoute, type Route } from '../route.ts';

export const ALERT_ROUTES: readonly Route[] = [
	defineRoute({
		method: 'GET',
		path: '/api/v1/alerts',
		id: 'listAlerts',
		doc: 'Tells how the alerts fare: for each [alert:x] how many were sent, failed, were dropped or suppressed, and wait.',
		fields: [],
		response: schemaRef('Alerts'),
		faults: [],
		answer: async (_, { run }) => ({ json: { alerts: await run(listAlerts) } }),
	}),
	defineRoute({
		method: 'POST',
		path: '/api/v1/alerts/{name}/test',
		id: 'testAlert',
		doc: 'Sends one alert to a sink, and answers when it arrived or did not, at the latest after a few times its timeout.',
		fields: [{ name: 'name', in: 'path', type: 'string', doc: 'the sink: x of [alert:x]', example: 'ops' }],
		response: schemaRef('AlertTest'),
		faults: ['BAD_NAME'],
		answer: async ({ name }, { run }) => ({ json: await run(testAlert, name) }),
	}),
];
