import type { IncomingHttpHeaders } from 'node:http';
import type { Control } from '../../daemon/control.ts';
import type { Caller } from '../../operations/caller.ts';
import type { ResponseStream } from './response-stream.ts';

export interface Answer {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body: string | Buffer;
}

/** A request of somebody who may ask. It is answered once: by `answer()`, `stream()` or an {@link HttpRefusal}. */
export interface ControlRequest {
	readonly method: string;
	/** As it was sent, still percent-encoded, without the query; it begins with a slash. */
	readonly path: string;
	readonly query: URLSearchParams;
	/** Names in lower case. */
	readonly headers: IncomingHttpHeaders;
	readonly caller: Caller;
	readonly control: Control;
	/** Aborted when there is nobody to answer any more: the client is gone, the server closes, or the answer is out. */
	readonly closed: AbortSignal;
	/** @throws HttpRefusal 413 of a body that is too large, 503 while too many others send one */
	readBody(): Promise<Buffer>;
	/** Where the client is gone nothing happens. */
	answer(answer: Answer): void;
	/** Begins an answer whose end is not known. */
	stream(status: number, headers: Readonly<Record<string, string>>): ResponseStream;
}
