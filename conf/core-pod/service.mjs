/** A small HTTP service: a table of routes in, one JSON answer a request out, with every input bounded. */

import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { crashFrom, createLog, listen, SERVER_LIMITS, stopOnSignal } from './lifecycle.mjs';

const MAX_BODY_BYTES = 16 * 1024;
const MAX_SLOW_MS = 30_000;

/** An answer that is not 2xx, thrown from a route. */
export class HttpError extends Error {
	constructor(status, message, headers = {}) {
		super(message);
		this.status = status;
		this.headers = headers;
	}
}

/**
 * Serves `routes` and the pod's own `/health`, `/slow?ms=` and, with ALLOW_CRASH=1, `POST /crash`.
 * A route is `[method, pattern, handler]`; the handler gets `{params, query, headers, id, readJson}` and returns
 * `{status, body, headers}`, all optional.
 */
export function startService({ name, defaultPort, routes }) {
	const log = createLog(name);
	const table = [...routes, ...podRoutes(name, () => life)];
	const server = createServer(SERVER_LIMITS, async (request, response) => {
		const at = performance.now();
		const id = /^[\w-]{1,64}$/.exec(request.headers['x-request-id'] ?? '')?.[0];
		const path = request.url.split('?', 1)[0];
		response.once('close', () => {
			if (path === '/health') return;
			const ms = Math.round(performance.now() - at);
			const outcome = response.writableFinished ? { status: response.statusCode } : { aborted: true };
			log.info('request', { method: request.method, path: path.slice(0, 200), ...outcome, ms, id });
		});
		send(response, await answer(request, { table, id, log }));
	});
	const life = stopOnSignal(server, { log });
	listen(server, { log, defaultPort });
}

function podRoutes(name, life) {
	const health = () => {
		const { isStopping, inFlight } = life();
		const status = isStopping() ? 'stopping' : 'ok';
		const body = { status, service: name, uptime: process.uptime(), pid: process.pid, inFlight: inFlight() };
		return { status: isStopping() ? 503 : 200, body };
	};
	const slow = async ({ query }) => {
		const ms = Number(query.get('ms') ?? '1000');
		if (!(ms >= 0 && ms <= MAX_SLOW_MS)) throw new HttpError(400, `ms must be from 0 to ${MAX_SLOW_MS}`);
		await delay(ms);
		return { body: { service: name, sleptMs: ms, pid: process.pid } };
	};
	const crash = ({ query }) => {
		const act = crashFrom(query);
		if (act === undefined) throw new HttpError(400, 'say ?code=0..255, ?signal=SIGNAME or ?hang');
		return { status: 202, body: { service: name, pid: process.pid }, afterwards: act };
	};
	const always = [
		['GET', /^\/health$/, health],
		['GET', /^\/slow$/, slow],
	];
	return process.env.ALLOW_CRASH === '1' ? [...always, ['POST', /^\/crash$/, crash]] : always;
}

async function answer(request, { table, id, log }) {
	try {
		const url = parseTarget(request.url);
		const { handler, params } = findRoute(table, request.method, url.pathname);
		const { headers } = request;
		return await handler({ params, query: url.searchParams, headers, id, readJson: () => readJson(request) });
	} catch (error) {
		if (error instanceof HttpError) {
			return { status: error.status, body: { error: error.message }, headers: error.headers };
		}
		log.error('request-failed', { message: error.message, stack: error.stack, id });
		return { status: 500, body: { error: 'internal error' } };
	}
}

function parseTarget(target) {
	if (!target.startsWith('/') || target.startsWith('//')) throw new HttpError(400, 'the path must begin with one /');
	return new URL(target, 'http://pod');
}

function findRoute(table, method, path) {
	const matching = table.filter(([, pattern]) => pattern.test(path));
	if (matching.length === 0) throw new HttpError(404, 'no such path');
	const route = matching.find(([allowed]) => allowed === method || (allowed === 'GET' && method === 'HEAD'));
	if (route !== undefined) return { handler: route[2], params: route[1].exec(path).groups ?? {} };
	const allow = matching.map(([allowed]) => allowed).join(', ');
	throw new HttpError(405, `use ${allow}`, { Allow: allow });
}

async function readJson(request) {
	if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
		throw new HttpError(415, 'send Content-Type: application/json');
	}
	const chunks = [];
	let size = 0;
	try {
		for await (const chunk of request.iterator({ destroyOnReturn: false })) {
			size += chunk.length;
			if (size > MAX_BODY_BYTES) throw new HttpError(413, `the body exceeds ${MAX_BODY_BYTES} bytes`, CLOSE);
			chunks.push(chunk);
		}
		return JSON.parse(Buffer.concat(chunks).toString());
	} catch (error) {
		if (error instanceof HttpError) throw error;
		// Not JSON, or the client left before the end.
		throw new HttpError(400, `the body cannot be read: ${error.message}`);
	}
}

/** What is left of the body is never read, so the connection cannot be used again. */
const CLOSE = { Connection: 'close' };

function send(response, { status = 200, body, headers = {}, afterwards }) {
	if (response.destroyed) return;
	const text = body === undefined ? '' : `${JSON.stringify(body)}\n`;
	const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
	const length = status === 204 ? {} : { 'Content-Length': Buffer.byteLength(text) };
	response.writeHead(status, { ...type, ...length, 'Cache-Control': 'no-store', ...headers });
	response.end(text, afterwards);
}
