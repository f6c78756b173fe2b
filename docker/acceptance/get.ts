import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

export interface Answer {
	readonly status: number;
	readonly body: string;
	readonly seconds: number;
	readonly location: string | undefined;
}

const MAX_BODY_CHARS = 1024 * 1024;

/** One request over a connection of its own. Throws where there is no answer, or not within `timeoutMs`. */
export function get(url: string, timeoutMs = 10_000): Promise<Answer> {
	const at = performance.now();
	const { promise, resolve, reject } = Promise.withResolvers<Answer>();
	// The certificate under trial is signed by itself.
	const options = { agent: false, rejectUnauthorized: false, signal: AbortSignal.timeout(timeoutMs) };
	const request = (url.startsWith('https:') ? getHttps : getHttp)(url, options, (answer) => {
		let body = '';
		answer.setEncoding('utf8').on('error', fail);
		answer.on('data', (chunk: string) => {
			if (body.length < MAX_BODY_CHARS) body += chunk;
		});
		answer.on('end', () => {
			const { statusCode: status = 0, headers } = answer;
			resolve({ status, body, seconds: (performance.now() - at) / 1000, location: headers.location });
		});
	});
	const fail = (error: NodeJS.ErrnoException) =>
		reject(new Error(`GET ${url} was not answered (${error.code ?? error.message})`, { cause: error }));
	request.on('error', fail);
	return promise;
}
