import type { Control } from '../../daemon/control.ts';
import { stackOf } from '../../foundation/stack-of.ts';
import { runOperation } from '../../operations/run-operation.ts';
import type { ControlRequest } from '../http/control-request.ts';
import type { HttpHandler } from '../http/http-handler.ts';
import { matchRoute } from './match-route.ts';
import { readFields } from './read-fields.ts';
import { readJsonBody } from './read-json-body.ts';
import { asRestProblem, RestProblem } from './rest-problem.ts';
import { REST_ROUTES } from './rest-routes.ts';
import type { RestReply, Route } from './route.ts';

const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';

/** The REST API: everything below `/api/`. */
export function createRestHandler(routes: readonly Route[] = REST_ROUTES): HttpHandler {
	return {
		matches: (path) => path === '/api' || path.startsWith('/api/'),
		async handle(request) {
			try {
				const reply = await answer(routes, request);
				if (reply !== 'streams') {
					send(request, { status: reply.status ?? 200, type: JSON_TYPE, json: reply.json });
				}
			} catch (error) {
				const problem = asRestProblem(error) ?? bug(request.control, error);
				const { status, headers } = problem;
				send(request, { status, type: PROBLEM_TYPE, json: problem, headers });
			}
		},
	};
}

async function answer(routes: readonly Route[], request: ControlRequest): Promise<RestReply> {
	const { route, path } = matchRoute(routes, request);
	const body = route.method === 'GET' ? {} : await readJsonBody(request);
	const fields = readFields(route.fields, { path, query: request.query, body });
	const { control, caller } = request;
	// Values by name, each of its field's type: what `answer` expects.
	return route.answer(fields as Readonly<Record<string, never>>, {
		request,
		run: (operation, ...args) => runOperation(operation, args, { control, caller, gone: request.closed }),
	});
}

function send(
	request: ControlRequest,
	{
		status,
		type,
		json,
		headers = {},
	}: {
		readonly status: number;
		readonly type: string;
		readonly json: unknown;
		readonly headers?: Readonly<Record<string, string>>;
	},
): void {
	request.answer({ status, headers: { ...headers, 'Content-Type': type }, body: `${JSON.stringify(json)}\n` });
}

function bug({ session }: Control, error: unknown): RestProblem {
	const stack = stackOf(error);
	session.log.error({ event: 'internal-error', stack }, `internal error in an answer: ${stack}`);
	return new RestProblem(500, "this is a bug of Podvisor; the daemon's log tells more");
}
