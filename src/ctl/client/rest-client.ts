import type { Value } from '../../foundation/value.ts';
import { BadReplyError, HttpStatusError } from './client-error.ts';
import type { HttpClient } from './http-client.ts';
import { structOf } from './process-info.ts';

/** What Podvisor's own interface answered. */
export type RestReply =
	| { readonly type: 'value'; readonly value: Value }
	/** It refused: `code` is a fault's name, `message` a sentence. */
	| {
			readonly type: 'error';
			readonly status: number;
			readonly code: string;
			readonly message: string;
			/** Everything that is wrong with a configuration, a sentence each. */
			readonly problems: readonly string[];
	  }
	/** There is no such interface: the daemon is a supervisord, or an older podvisord. */
	| { readonly type: 'absent' };

/** What XML-RPC has no word for, under `/api/v1`. */
export class RestClient {
	readonly #http: HttpClient;

	constructor(http: HttpClient) {
		this.#http = http;
	}

	/** @throws UnreachableError, BadReplyError where none answered, HttpStatusError of a wrong password */
	async post(
		path: string,
		{ body, waits = false }: { readonly body?: Value; readonly waits?: boolean } = {},
	): Promise<RestReply> {
		const reply = await this.#http.request({
			method: 'POST',
			path: `/api/v1${path}`,
			waits,
			...(body === undefined ? {} : { type: 'application/json', body: JSON.stringify(body) }),
		});
		// supervisord has pages of HTML for what it does not know: 404, and 400 for a POST.
		if (!/^application\/(?:[\w.]+\+)?json\b/.test(reply.type)) {
			if (reply.status === 401) throw new HttpStatusError(401, reply.reason);
			return { type: 'absent' };
		}
		return readReply(reply.status, reply.body);
	}
}

function readReply(status: number, body: Buffer): RestReply {
	let value: Value;
	try {
		value = JSON.parse(body.toString());
	} catch (error) {
		throw new BadReplyError('the answer is no JSON', error);
	}
	if (status >= 200 && status < 300) return { type: 'value', value };
	// `application/problem+json`; a path that is not there has no fault.
	const { fault, detail, problems } = structOf(value);
	if (status === 404 && fault === undefined) return { type: 'absent' };
	return {
		type: 'error',
		status,
		code: typeof fault === 'string' ? fault : `HTTP_${status}`,
		message: typeof detail === 'string' ? detail : `the server answered HTTP ${status}`,
		problems: Array.isArray(problems) ? problems.map(String) : [],
	};
}
