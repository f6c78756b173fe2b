import { FAULT_CODES, Fault, type FaultName } from '../../foundation/fault.ts';
import { HttpRefusal } from '../http/http-refusal.ts';
import { FAULT_STATUS } from './fault-status.ts';

export interface RestProblemOptions {
	readonly fault?: FaultName | undefined;
	/** Everything that is wrong, a sentence each. */
	readonly problems?: readonly string[] | undefined;
	readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is answered with `application/problem+json` (RFC 9457). Its message is the `detail`, for a person. */
export class RestProblem extends Error {
	readonly status: number;
	readonly fault: FaultName | undefined;
	readonly problems: readonly string[] | undefined;
	readonly headers: Readonly<Record<string, string>>;

	constructor(status: number, detail: string, { fault, problems, headers = {} }: RestProblemOptions = {}) {
		super(detail);
		this.name = 'RestProblem';
		this.status = status;
		this.fault = fault;
		this.problems = problems;
		this.headers = headers;
	}

	/** The document. Its `type` is `about:blank`: the status says it all, and `fault` says it more exactly. */
	toJSON(): Readonly<Record<string, unknown>> {
		const { status, message, fault, problems } = this;
		return {
			type: 'about:blank',
			title: TITLES[status] ?? 'Error',
			status,
			detail: message,
			...(fault === undefined ? {} : { fault, code: FAULT_CODES[fault] }),
			...(problems === undefined ? {} : { problems }),
		};
	}
}

/** What a client is told of an error; `undefined` where it is a bug. */
export function asRestProblem(error: unknown): RestProblem | undefined {
	if (error instanceof RestProblem) return error;
	if (error instanceof HttpRefusal) {
		return new RestProblem(error.status, error.message.trimEnd(), { headers: error.headers });
	}
	if (!(error instanceof Fault)) return undefined;
	const { fault, detail } = error;
	if (fault === 'CANT_REREAD' && detail !== undefined) {
		const problems = detail.split('\n');
		return new RestProblem(FAULT_STATUS[fault], `the new configuration cannot be used: ${problems[0]}`, {
			fault,
			problems,
		});
	}
	return new RestProblem(FAULT_STATUS[fault], error.message, { fault });
}

/** RFC 9110's words for the statuses that occur here. */
const TITLES: Readonly<Record<number, string>> = {
	400: 'Bad Request',
	404: 'Not Found',
	405: 'Method Not Allowed',
	409: 'Conflict',
	413: 'Content Too Large',
	415: 'Unsupported Media Type',
	422: 'Unprocessable Content',
	500: 'Internal Server Error',
	502: 'Bad Gateway',
	503: 'Service Unavailable',
};
