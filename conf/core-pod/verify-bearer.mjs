/** Asks auth-service whose token a request carries. */

import { Agent, get } from 'node:http';
import { HttpError } from './service.mjs';

const TIMEOUT_MS = 2_000;
const MAX_ANSWER_BYTES = 4 * 1024;
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** The token's owner. Throws 401 where auth-service refuses it, 503 where it does not answer in time. */
export async function verifyBearer({ headers, id }, authUrl) {
	const { authorization } = headers;
	if (authorization === undefined) throw new HttpError(401, 'send Authorization: Bearer …', CHALLENGE);
	const sent = { authorization, ...(id === undefined ? {} : { 'x-request-id': id }) };
	const { status, text } = await ask(new URL('/auth/verify', authUrl), sent).catch((error) => {
		throw new HttpError(503, `auth-service does not answer (${error.code ?? error.name})`, { 'Retry-After': '1' });
	});
	if (status === 200) return JSON.parse(text).sub;
	if (status === 401) throw new HttpError(401, 'no valid token', CHALLENGE);
	throw new HttpError(503, `auth-service answered ${status}`, { 'Retry-After': '1' });
}

const CHALLENGE = { 'WWW-Authenticate': 'Bearer' };

function ask(url, headers) {
	const { promise, resolve, reject } = deferred();
	const request = get(url, { agent, headers, signal: AbortSignal.timeout(TIMEOUT_MS) }, async (response) => {
		let text = '';
		response.setEncoding('utf8').on('error', reject);
		for await (const chunk of response) if (text.length <= MAX_ANSWER_BYTES) text += chunk;
		resolve({ status: response.statusCode, text });
	});
	request.on('error', (error) => {
		// auth-service closed this idle connection (it was restarted) as it was taken from the pool: ask anew.
		if (request.reusedSocket && error.code === 'ECONNRESET') return resolve(ask(url, headers));
		return reject(error);
	});
	return promise;
}

/** Promise.withResolvers(), which Node 20 lacks. */
function deferred() {
	let settle;
	const promise = new Promise((resolve, reject) => {
		settle = { resolve, reject };
	});
	return { promise, ...settle };
}
