import { openApiDocument } from './openapi-document.ts';
import { schemaRef } from './rest-schemas.ts';
import { defineRoute, type Route } from './route.ts';
import { ALERT_ROUTES } from './routes/alert-routes.ts';
import { DAEMON_ROUTES } from './routes/daemon-routes.ts';
import { EVENT_ROUTES } from './routes/event-routes.ts';
import { GROUP_ROUTES } from './routes/group-routes.ts';
import { HEALTH_ROUTES } from './routes/health-routes.ts';
import { INCIDENT_ROUTES } from './routes/incident-routes.ts';
import { LOG_ROUTES } from './routes/log-routes.ts';
import { PROGRAM_ROUTES } from './routes/program-routes.ts';
import { WAIT_ROUTES } from './routes/wait-routes.ts';

const DOCUMENT_ROUTE: Route = defineRoute({
	method: 'GET',
	path: '/api/v1/openapi.json',
	id: 'getOpenApi',
	doc: 'Describes all of this, as an OpenAPI 3.1 document.',
	fields: [],
	response: schemaRef('OpenApi'),
	faults: [],
	answer: (_, { request }) => ({ json: openApiDocument(REST_ROUTES, request.control.version) }),
});

/** The whole REST API: one row a method and path. */
export const REST_ROUTES: readonly Route[] = [
	...PROGRAM_ROUTES,
	...LOG_ROUTES,
	...GROUP_ROUTES,
	...HEALTH_ROUTES,
	...INCIDENT_ROUTES,
	...DAEMON_ROUTES,
	...WAIT_ROUTES,
	...EVENT_ROUTES,
	...ALERT_ROUTES,
	DOCUMENT_ROUTE,
];
