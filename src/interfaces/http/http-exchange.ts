import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Control } from '../../daemon/control.ts';
import type { Caller } from '../../operations/caller.ts';
import type { Answer, ControlRequest } from './control-request.ts';
import type { HttpLimits } from './http-limits.ts';
import { type ReadBodyOptions, readBody } from './read-body.ts';
import { HttpResponseStream, type ResponseStream } from './response-stream.ts';

export interface HttpExchangeOptions extends ReadBodyOptions {
	readonly limits: HttpLimits;
	readonly control: Control;
	readonly caller: Caller;
	/** Called when a stream begins. */
	readonly onStream: () => void;
}

/** Nothing here is for a cache, or for a browser to guess at. */
const HEADERS: Readonly<Record<string, string>> = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/** Made once: without a reason of ours, each request would make an error with its stack, which takes 20 µs. */
const CLOSED: Error = new Error('there is nobody to answer any more');

/** One request and its answer, over node:http. */
export class HttpExchange implements ControlRequest {
	readonly method: string;
	readonly path: string;
	readonly query: URLSearchParams;
	readonly headers: IncomingHttpHeaders;
	readonly control: Control;
	readonly caller: Caller;
	readonly #request: IncomingMessage;
	readonly #response: ServerResponse;
	readonly #options: HttpExchangeOptions;
	#closed: AbortController | undefined;

	constructor(request: IncomingMessage, response: ServerResponse, options: HttpExchangeOptions) {
		const [path = '', query = ''] = splitOnce(request.url ?? '', '?');
		this.method = request.method ?? 'GET';
		this.path = path;
		this.query = new URLSearchParams(query);
		this.headers = request.headers;
		this.control = options.control;
		this.caller = options.caller;
		this.#request = request;
		this.#response = response;
		this.#options = options;
	}

	get isAnswered(): boolean {
		return this.#response.headersSent || this.#response.destroyed;
	}

	get closed(): AbortSignal {
		if (this.#closed !== undefined) return this.#closed.signal;
		const controller = new AbortController();
		this.#closed = controller;
		if (this.#response.destroyed) controller.abort(CLOSED);
		this.#response.once('close', () => controller.abort(CLOSED));
		return controller.signal;
	}

	readBody(): Promise<Buffer> {
		return readBody(this.#request, this.#options);
	}

	answer({ status, headers = {}, body }: Answer): void {
		if (this.isAnswered) return;
		const bytes = typeof body === 'string' ? Buffer.from(body) : body;
		this.#response.socket?.setTimeout(this.#options.limits.stalledMs);
		this.#response.writeHead(status, { ...HEADERS, ...headers, 'Content-Length': bytes.length });
		this.#response.end(bytes);
	}

	/** Without a length: chunked to HTTP/1.1, until the connection's end to 1.0. */
	stream(status: number, headers: Readonly<Record<string, string>>): ResponseStream {
		this.#options.onStream();
		if (!this.isAnswered) this.#response.writeHead(status, { ...HEADERS, ...headers }).flushHeaders();
		// A body that nobody reads would stop up the connection, so that the client's leaving were not seen.
		this.#request.resume();
		return new HttpResponseStream(this.#response, this.#options.limits);
	}

	/** It cannot be told any more that something went wrong, but that it did not come to its end. */
	abort(): void {
		this.#response.destroy();
	}
}

function splitOnce(text: string, separator: string): [string, string] {
	const at = text.indexOf(separator);
	return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
