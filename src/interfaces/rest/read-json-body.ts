import type { ControlRequest } from '../http/control-request.ts';
import { RestProblem } from './rest-problem.ts';

/**
 * The members of a request's body, none where it has no body. Any other type than JSON is refused, also of an empty
 * body: it is what a form of some web page would send.
 * @throws RestProblem 400, 415; HttpRefusal 413, 503
 */
export async function readJsonBody(request: ControlRequest): Promise<Readonly<Record<string, unknown>>> {
	const type = request.headers['content-type'];
	if (type !== undefined && !/^application\/json *(?:; *charset="?utf-8"? *)?$/i.test(type)) {
		throw new RestProblem(415, `a body must be JSON, not ${JSON.stringify(type)}; send Content-Type: application/json`);
	}
	const bytes = await request.readBody();
	if (bytes.length === 0) return {};
	if (type === undefined) {
		throw new RestProblem(415, 'the body does not say that it is JSON; send Content-Type: application/json');
	}
	const value = parse(bytes);
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new RestProblem(400, 'the body must be a JSON object, e.g. {}');
	}
	return value as Readonly<Record<string, unknown>>;
}

function parse(bytes: Buffer): unknown {
	try {
		// Malformed UTF-8 is an error rather than a question mark in a name. A member `__proto__` is one like any other.
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch (error) {
		const reason = error instanceof SyntaxError ? error.message : 'it is not UTF-8';
		throw new RestProblem(400, `the body is not JSON: ${reason}`);
	}
}
