import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { BadReplyError, HttpStatusError, UnreachableError } from './client-error.ts';
import type { ServerAddress } from './server-address.ts';

export interface HttpClientOptions {
	readonly address: ServerAddress;
	readonly credentials: { readonly username: string; readonly password: string } | undefined;
	/** For a connection to come about, and for an answer that needs no waiting. */
	readonly timeoutMs: number;
	/** Ends every request that has none of its own. */
	readonly signal?: AbortSignal | undefined;
}

export interface HttpRequest {
	readonly method: 'GET' | 'POST';
	/** With its query, percent-encoded. */
	readonly path: string;
	readonly type?: string;
	readonly body?: string;
	/** The answer comes when something has happened; it may take as long as it likes. */
	readonly waits?: boolean;
	readonly signal?: AbortSignal | undefined;
}

export interface HttpReply {
	readonly status: number;
	readonly reason: string;
	readonly type: string;
	readonly body: Buffer;
}

/** More than any log that one would have in one piece. */
const REPLY_MAX_BYTES = 64 * 1024 * 1024;

/**
 * HTTP to one daemon, a connection a request. Every failure is an {@link UnreachableError} or a {@link BadReplyError};
 * an answer that is not 2xx is an answer.
 */
export class HttpClient {
	readonly #options: HttpClientOptions;

	constructor(options: HttpClientOptions) {
		this.#options = options;
	}

	/** The whole answer. */
	async request(request: HttpRequest): Promise<HttpReply> {
		const chunks: Buffer[] = [];
		let bytes = 0;
		const { response, done } = await this.#open(request, (chunk) => {
			bytes += chunk.length;
			if (bytes > REPLY_MAX_BYTES) {
				throw new BadReplyError(`the answer is larger than ${REPLY_MAX_BYTES / 1024 / 1024} MiB`);
			}
			chunks.push(chunk);
		});
		await done;
		return {
			status: response.statusCode ?? 0,
			reason: response.statusMessage ?? '',
			type: response.headers['content-type'] ?? '',
			body: Buffer.concat(chunks),
		};
	}

	/**
	 * An answer that goes on: `onData` gets each piece as it comes. Resolves when it ended, or was ended by `signal`.
	 * @throws HttpStatusError where the answer is not 200
	 */
	async stream(request: HttpRequest, onData: (chunk: Buffer) => void): Promise<void> {
		const isOver = (): boolean => request.signal?.aborted === true;
		try {
			const { response, done } = await this.#open(
				{ ...request, waits: true, isStream: true },
				(chunk, { statusCode }) => {
					if (statusCode === 200) onData(chunk);
				},
			);
			const { statusCode: status = 0 } = response;
			if (status !== 200) {
				response.destroy();
				throw new HttpStatusError(status, response.statusMessage ?? '');
			}
			await done;
		} catch (error) {
			if (!isOver()) throw error;
		}
	}

	async #open(
		{
			method,
			path,
			type,
			body,
			waits = false,
			isStream = false,
			signal = this.#options.signal,
		}: HttpRequest & { readonly isStream?: boolean },
		onData: (chunk: Buffer, response: IncomingMessage) => void,
	): Promise<{ readonly response: IncomingMessage; readonly done: Promise<void> }> {
		// Not imported: not every command asks a daemon.
		const { request: open } = process.getBuiltinModule('node:http');
		const { timeoutMs } = this.#options;
		const options: RequestOptions & { readonly servername: string } = {
			...this.#target(),
			// A name for TLS, which this is not: without one Node looks whether the host is an IPv6 address, by a regular
			// expression that takes a millisecond to compile.
			servername: '',
			method,
			path,
			agent: false,
			headers: {
				...this.#headers(type, body),
				// supervisord holds a log back that it may end by closing the connection; in chunks it sends it as it comes.
				...(isStream ? { Connection: 'keep-alive' } : {}),
			},
			...(signal === undefined ? {} : { signal }),
		};
		return new Promise((resolve, reject) => {
			const request: ClientRequest = open(options);
			let tooLate: Error | undefined;
			const late = (what: 'connect' | 'answer') => {
				const seconds = timeoutMs / 1000;
				tooLate =
					what === 'connect'
						? new UnreachableError('ETIMEDOUT')
						: new BadReplyError(`there was no whole answer within ${seconds} s`);
				request.destroy(tooLate);
			};
			let timer = setTimeout(late, timeoutMs, 'connect');
			let hasConnected = false;
			request.once('socket', (socket) => {
				socket.once('connect', () => {
					hasConnected = true;
					clearTimeout(timer);
					if (!waits) timer = setTimeout(late, timeoutMs, 'answer');
				});
			});
			request.once('error', (error) => {
				clearTimeout(timer);
				reject(asClientError(error, hasConnected));
			});
			request.once('response', (response) => {
				const done = new Promise<void>((resolveDone, rejectDone) => {
					response.on('data', (chunk: Buffer) => {
						try {
							onData(chunk, response);
						} catch (error) {
							response.destroy(error as Error);
						}
					});
					response.once('error', (error) => rejectDone(tooLate ?? asClientError(error, true)));
					response.once('end', () => {
						request.destroy();
						resolveDone();
					});
					response.once('close', () => {
						clearTimeout(timer);
						resolveDone();
					});
				});
				// Who reads the stream's status first hears of its end later.
				done.catch(() => undefined);
				resolve({ response, done });
			});
			request.end(body);
		});
	}

	#target(): RequestOptions {
		const { address } = this.#options;
		if (address.type === 'unix') return { socketPath: address.path, host: 'localhost' };
		return { host: address.host, port: address.port };
	}

	#headers(type: string | undefined, body: string | undefined): Record<string, string> {
		const { credentials } = this.#options;
		const headers: Record<string, string> = { 'User-Agent': 'podctl' };
		if (type !== undefined) headers['Content-Type'] = type;
		if (body !== undefined) headers['Content-Length'] = String(Buffer.byteLength(body));
		if (credentials !== undefined) {
			const { username, password } = credentials;
			headers['Authorization'] = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
		}
		return headers;
	}
}

function asClientError(error: NodeJS.ErrnoException, hasConnected: boolean): Error {
	if (error instanceof UnreachableError || error instanceof BadReplyError) return error;
	const code = error.code ?? '';
	if (code.startsWith('HPE_')) return new BadReplyError('what answers does not speak HTTP', error);
	if (!hasConnected && code !== '') return new UnreachableError(code, error);
	if (['ECONNRESET', 'EPIPE'].includes(code)) {
		return new BadReplyError('the connection was closed before the whole answer came', error);
	}
	return new BadReplyError(`the answer broke off: ${error.message}`, error);
}
