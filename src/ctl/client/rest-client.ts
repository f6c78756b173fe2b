import type { Value } from '../../foundation/value.ts';
import { BadReplyError, HttpStatusError } from './client-error.ts';
import type { HttpClient, HttpReply } from './http-client.ts';
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
	async get(path: string, signal?: AbortSignal): Promise<RestReply> {
		const ends = signal === undefined ? {} : { signal };
		return asRestReply(await this.#http.request({ method: 'GET', path: `/api/v1${path}`, ...ends }));
	}

	/** @throws UnreachableError, BadReplyError where none answered, HttpStatusError of a wrong password */
	async post(
		path: string,
		{ body, waits = false }: { readonly body: Value; readonly waits?: boolean },
	): Promise<RestReply> {
		const json = { type: 'application/json', body: JSON.stringify(body) };
		return asRestReply(await this.#http.request({ method: 'POST', path: `/api/v1${path}`, waits, ...json }));
	}
}

function asRestReply({ status, reason, type, body }: HttpReply): RestReply {
	// supervisord has pages of HTML for what it does not know: 404, and 400 for a POST.
	const kind = /^application\/([\w.]+\+)?json\b/.exec(type);
	if (kind !== null) return readReply(body, { status, isProblem: kind[1] !== undefined });
	if (status === 401) throw new HttpStatusError(401, reason);
	return { type: 'absent' };
}

function readReply(
	body: Buffer,
	{ status, isProblem }: { readonly status: number; readonly isProblem: boolean },
): RestReply {
	let value: Value;
	try {
		value = JSON.parse(body.toString());
	} catch (error) {
		throw new BadReplyError('the answer is no JSON', error);
	}
	// The health of a pod that is not well comes with 503.
	if (!isProblem && (status < 300 || status === 503)) return { type: 'value', value };
	// A path that is not there has no fault.
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
