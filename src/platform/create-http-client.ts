import type * as Http from 'node:http';
import type * as Https from 'node:https';
import type { TcpSocketConnectOpts } from 'node:net';
import { armTimeout } from './arm-timeout.ts';
import { attemptTimeout } from './attempt-timeout.ts';
import { describeConnectionError } from './describe-connection-error.ts';
import { errorCode } from './errno.ts';
import { type HttpClient, type HttpOutcome, type HttpRequest, MOST_REDIRECTS } from './http-client.ts';
import { lookupHost } from './lookup-host.ts';

/**
 * HTTP on a real system, by either adapter. node:http is loaded with the first question: through require, since an
 * `import` of it from the sources would bring its ES module's whole surface, at 30 ms and 13 MB.
 */
export function createHttpClient(): HttpClient {
	return { request: requestFollowing };
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

async function requestFollowing(request: HttpRequest): Promise<HttpOutcome> {
	const endsAt = performance.now() + request.timeoutMs;
	let { method, url, body } = request;
	for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
		if (!URL.canParse(url)) return { type: 'failed', error: `not a URL: ${url}` };
		const leftMs = Math.max(1, endsAt - performance.now());
		const outcome = await requestOnce({ ...request, method, url, body }, leftMs);
		const next = request.followRedirects ? redirectOf(outcome, url) : undefined;
		if (outcome.type !== 'answered' || next === undefined) return outcome;
		url = next;
		// As browsers and curl do: only 307 and 308 repeat what was sent.
		if (outcome.status < 307 && method !== 'HEAD') {
			method = 'GET';
			body = undefined;
		}
	}
	return { type: 'failed', error: `too many redirects (more than ${MOST_REDIRECTS})` };
}

/** Where an answer sends its client within the same origin. */
function redirectOf(outcome: HttpOutcome, url: string): string | undefined {
	if (outcome.type !== 'answered' || !REDIRECTS.has(outcome.status)) return undefined;
	const { location } = outcome.headers;
	if (location === undefined || !URL.canParse(location, url)) return undefined;
	const target = new URL(location, url);
	return target.origin === new URL(url).origin ? target.href : undefined;
}

const INCOMPLETE = 'connection closed before the answer was complete';

/** How far it came, for a question that was not answered in time. */
type Stage = 'no connection' | 'no answer' | 'answer incomplete';

function requestOnce(request: HttpRequest, leftMs: number): Promise<HttpOutcome> {
	const { method, url, headers, body, timeoutMs, maxBytes, signal } = request;
	if (signal?.aborted) return Promise.resolve({ type: 'failed', error: 'aborted' });
	return new Promise((resolve) => {
		let stage: Stage = 'no connection';
		let exchange: Http.ClientRequest | undefined;
		const settle = (outcome: HttpOutcome): void => {
			disarm();
			signal?.removeEventListener('abort', onAbort);
			exchange?.destroy();
			resolve(outcome);
		};
		const fail = (error: string): void => settle({ type: 'failed', error });
		const onAbort = (): void => fail('aborted');
		const disarm = armTimeout(leftMs, () => fail(`timed out after ${timeoutMs / 1000} s (${stage})`));
		signal?.addEventListener('abort', onAbort, { once: true });
		try {
			exchange = openRequest(url, {
				method,
				headers: { ...headers },
				agent: false,
				lookup: lookupHost,
				autoSelectFamilyAttemptTimeout: attemptTimeout(leftMs),
			});
		} catch (error) {
			fail(describeConnectionError(error));
			return;
		}
		exchange.on('socket', (socket) => {
			const isSecure = url.startsWith('https:');
			socket.once(isSecure ? 'secureConnect' : 'connect', () => {
				stage = 'no answer';
			});
		});
		exchange.on('error', (error) => {
			const isLost = stage === 'answer incomplete' && errorCode(error) === 'ECONNRESET';
			fail(isLost ? INCOMPLETE : describeConnectionError(error));
		});
		// One that was answered with 101, or not at all: neither an answer nor an error comes.
		exchange.on('close', () =>
			fail(stage === 'answer incomplete' ? INCOMPLETE : 'connection closed without an answer'),
		);
		exchange.on('response', (response) => {
			stage = 'answer incomplete';
			readAnswer(response, maxBytes, settle);
		});
		exchange.end(body);
	});
}

/** What is for its socket goes there, though the types of Node do not know it. */
type RequestOptions = Https.RequestOptions & Pick<TcpSocketConnectOpts, 'autoSelectFamilyAttemptTimeout'>;

function openRequest(url: string, options: RequestOptions): Http.ClientRequest {
	const { request } = url.startsWith('https:')
		? process.getBuiltinModule('node:https')
		: process.getBuiltinModule('node:http');
	return request(url, options);
}

function readAnswer(response: Http.IncomingMessage, maxBytes: number, settle: (outcome: HttpOutcome) => void): void {
	const chunks: Buffer[] = [];
	let length = 0;
	const answer = (isCut: boolean): void => {
		const headers: Record<string, string> = {};
		for (const [name, value] of Object.entries(response.headers)) {
			if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
		}
		const body = Buffer.concat(chunks).subarray(0, maxBytes).toString();
		settle({ type: 'answered', status: response.statusCode ?? 0, headers, body, isCut });
	};
	response.on('data', (chunk: Buffer) => {
		chunks.push(chunk);
		length += chunk.length;
		if (length > maxBytes) answer(true);
	});
	response.on('end', () => answer(false));
	response.on('error', () => settle({ type: 'failed', error: INCOMPLETE }));
}
