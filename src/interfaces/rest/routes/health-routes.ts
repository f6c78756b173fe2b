import { getHealth } from '../../../operations/get-health.ts';
import { isWell, type PodStatus } from '../../../operations/pod-health.ts';
import { schemaRef } from '../rest-schemas.ts';
import { defineRoute, type Route } from '../route.ts';
import { ROUTE_FIELDS } from './route-fields.ts';

export const HEALTH_ROUTES: readonly Route[] = [
	defineRoute({
		method: 'GET',
		path: '/api/v1/health',
		id: 'getHealth',
		doc: 'Tells at once how the pod fares, as far as the daemon knows: no probe is waited for.',
		fields: [ROUTE_FIELDS.onlyNames],
		response: schemaRef('Health'),
		alsoAnswers: { 503: 'The same, where it is neither healthy nor degraded.' },
		faults: ['BAD_NAME'],
		async answer({ names }, { run }) {
			const json = (await run(getHealth, names)) as { readonly status: PodStatus };
			return { json, status: isWell(json.status) ? 200 : 503 };
		},
	}),
];
