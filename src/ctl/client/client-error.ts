import { PodvisorError } from '../../foundation/podvisor-error.ts';

/** No connection came about: `errno` says why (`ECONNREFUSED`, `ENOENT`, `EACCES`, `ENOTFOUND`, `ETIMEDOUT` …). */
export class UnreachableError extends PodvisorError {
	readonly errno: string;

	constructor(errno: string, cause?: unknown) {
		super(`cannot connect: ${errno}`, { code: 'UNREACHABLE', cause });
		this.errno = errno;
	}
}

/** Somebody answered, and it was not 2xx. */
export class HttpStatusError extends PodvisorError {
	readonly status: number;

	constructor(status: number, reason: string) {
		super(`the server answered HTTP ${status} ${reason}`.trimEnd(), { code: `HTTP_${status}` });
		this.status = status;
	}
}

/** Somebody answered what no daemon says, or not to the end. */
export class BadReplyError extends PodvisorError {
	constructor(message: string, cause?: unknown) {
		super(message, { code: 'BAD_REPLY', hint: 'is it a supervisord or podvisord that listens there?', cause });
	}
}

/** The daemon understood and refused: a fault of XML-RPC, with its number and text. */
export class RpcFault extends Error {
	readonly code: number;
	/** `BAD_NAME: web`, as the daemon wrote it. */
	readonly text: string;

	constructor(code: number, text: string) {
		super(`the daemon refused: ${text}`);
		this.name = 'RpcFault';
		this.code = code;
		this.text = text;
	}
}
