import { FAULT_CODES } from '../../foundation/fault.ts';
import { FAULT_STATUS } from './fault-status.ts';
import type { Field } from './field.ts';
import type { JsonSchema } from './json-schema.ts';
import { REST_SCHEMAS } from './rest-schemas.ts';
import type { Route } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of a table of routes. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
	const paths: Record<string, Record<string, Json>> = {};
	for (const route of routes) {
		paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: describeRoute(route) };
	}
	return {
		openapi: '3.1.1',
		info: {
			title: 'Podvisor',
			version,
			description:
				'Controls a pod and its programs. It is served where supervisorctl connects to: [unix_http_server] and [inet_http_server], with their passwords.',
		},
		paths,
		components: {
			schemas: REST_SCHEMAS,
			securitySchemes: { password: { type: 'http', scheme: 'basic' } },
		},
		// None at all where the server has no password.
		security: [{ password: [] }, {}],
	};
}

function describeRoute(route: Route): Json {
	const { id, doc, fields } = route;
	const [summary = ''] = doc.split(/(?<=\.) /);
	const parameters = fields.filter((field) => field.in !== 'body').map(describeParameter);
	const members = fields.filter((field) => field.in === 'body');
	return {
		operationId: id,
		summary,
		description: doc,
		...(parameters.length === 0 ? {} : { parameters }),
		...(members.length === 0 ? {} : { requestBody: describeBody(members) }),
		responses: describeResponses(route),
	};
}

function describeParameter(field: Field): Json {
	const { name, in: place, type, doc } = field;
	const isNeeded = field.default === undefined;
	return {
		name,
		in: place,
		description: doc,
		required: isNeeded,
		...(type === 'strings' ? { style: 'form', explode: false } : {}),
		schema: schemaOf(field),
	};
}

function describeBody(members: readonly Field[]): Json {
	const needed = members.filter((field) => field.default === undefined).map(({ name }) => name);
	const properties = members.map((field): [string, JsonSchema] => [
		field.name,
		{ ...schemaOf(field), description: field.doc },
	]);
	return {
		required: needed.length > 0,
		content: {
			'application/json': {
				schema: {
					type: 'object',
					properties: Object.fromEntries(properties),
					required: needed,
					additionalProperties: false,
				},
			},
		},
	};
}

function schemaOf(field: Field): JsonSchema {
	const { type, choices, minimum, maximum, example } = field;
	const only = choices === undefined ? {} : { enum: choices };
	return {
		...(type === 'strings' ? { type: 'array', items: { type: 'string', ...only } } : { type: TYPES[type], ...only }),
		...(minimum === undefined ? {} : { minimum }),
		...(maximum === undefined ? {} : { maximum }),
		...(field.default === undefined ? {} : { default: field.default }),
		...(example === undefined ? {} : { examples: [example] }),
	};
}

const TYPES = { string: 'string', int: 'integer', boolean: 'boolean' } as const;

function describeResponses(route: Route): Json {
	const { response, events } = route;
	const responses: Record<string, Json> = {
		200: {
			description: events === undefined ? 'Done.' : 'Done, or a stream of server-sent events that begins.',
			content: {
				...(isStreamOnly(route) ? {} : { 'application/json': { schema: response } }),
				...(events === undefined ? {} : { 'text/event-stream': { schema: { type: 'string' }, 'x-events': events } }),
			},
		},
	};
	for (const [status, description] of REFUSALS) {
		responses[status] = { description, content: { 'text/plain; charset=utf-8': { schema: { type: 'string' } } } };
	}
	for (const [status, description] of failuresOf(route)) {
		responses[status] = {
			description,
			content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
		};
	}
	for (const [status, description] of Object.entries(route.alsoAnswers ?? {})) {
		const failure = responses[status];
		responses[status] = {
			description: failure === undefined ? description : `${description} ${String(failure['description'])}`,
			content: { 'application/json': { schema: response }, ...(failure?.['content'] as object | undefined) },
		};
	}
	return responses;
}

/** By who may ask: the same for all that these servers have. */
const REFUSALS: readonly (readonly [number, string])[] = [
	[401, 'The server has a password, and this is not it.'],
	[403, 'A web page of another origin asks, or another host name leads here.'],
];

/** By status: what it means here. */
function failuresOf({ fields, faults, method }: Route): [number, string][] {
	const reasons = new Map<number, string[]>();
	const add = (status: number, reason: string): void => {
		reasons.set(status, [...(reasons.get(status) ?? []), reason]);
	};
	add(400, 'The request is not as described here.');
	if (method !== 'GET') {
		add(413, 'The body is too large.');
		add(415, 'The body is not application/json.');
	}
	if (fields.length > 0 || method !== 'GET') add(503, 'Too many others send a body at once.');
	for (const fault of faults) add(FAULT_STATUS[fault], `${fault} (${FAULT_CODES[fault]}).`);
	return [...reasons].sort(([one], [other]) => one - other).map(([status, texts]) => [status, texts.join(' ')]);
}

/** A stream that nobody can ask for as JSON has no schema of it. */
function isStreamOnly({ events, response }: Route): boolean {
	return events !== undefined && !('$ref' in response) && Object.keys(response).length === 0;
}
