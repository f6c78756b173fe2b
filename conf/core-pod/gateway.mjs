/** The front door where nginx is not installed: the same paths as nginx.conf, streamed through Node. */

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, createServer, request as requestUpstream } from 'node:http';
import { pipeline } from 'node:stream';
import { createLog, listen, SERVER_LIMITS, stopOnSignal } from './lifecycle.mjs';

const RESPONSE_TIMEOUT_MS = 35_000;
const authUrl = process.env.AUTH_URL || 'http://127.0.0.1:3001';
const userUrl = process.env.USER_URL || 'http://127.0.0.1:3002';

/** A path (with all beneath it, where it ends in `*`) → a service, and the path there if it is another. */
const ROUTES = [
	{ path: '/auth/*', origin: authUrl },
	{ path: '/api/*', origin: userUrl },
	{ path: '/health/auth-service', origin: authUrl, target: '/health' },
	{ path: '/health/user-service', origin: userUrl, target: '/health' },
	{ path: '/slow/auth-service', origin: authUrl, target: '/slow' },
	{ path: '/slow/user-service', origin: userUrl, target: '/slow' },
];
/** These belong to one connection, not to the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

const log = createLog('gateway');
const page = readFileSync(new URL('public/index.html', import.meta.url));
const agent = new Agent({ keepAlive: true, maxFreeSockets: 16 });
const server = createServer(SERVER_LIMITS, (request, response) => {
	const at = performance.now();
	const id = randomBytes(16).toString('hex');
	const [path] = request.url.split('?', 1);
	response.setHeader('X-Request-Id', id);
	response.once('close', () => {
		if (path.startsWith('/health')) return;
		const outcome = response.writableFinished ? { status: response.statusCode } : { aborted: true };
		const ms = Math.round(performance.now() - at);
		log.info('request', { method: request.method, path: path.slice(0, 200), ...outcome, ms, id });
	});
	const route = ROUTES.find(({ path: pattern }) => matches(pattern, path));
	if (route !== undefined) return forward({ request, response, id, route });
	return answerItself(request, response, path);
});
const { isStopping, inFlight } = stopOnSignal(server, { log });
listen(server, { log, defaultPort: 8080 });

function matches(pattern, path) {
	return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

function answerItself(request, response, path) {
	if (request.method !== 'GET' && request.method !== 'HEAD') return sendJson(response, 405, { error: 'use GET' });
	if (path === '/health') {
		const status = isStopping() ? 'stopping' : 'ok';
		const body = { status, service: 'gateway', uptime: process.uptime(), pid: process.pid, inFlight: inFlight() };
		return sendJson(response, isStopping() ? 503 : 200, body);
	}
	if (path !== '/' && path !== '/index.html') return sendJson(response, 404, { error: 'no such path' });
	response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': page.length });
	return response.end(page);
}

function forward({ request, response, id, route }) {
	const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
	const path = route.target === undefined ? request.url : `${route.target}${query}`;
	const headers = {
		...withoutHopByHop(request.headers),
		'x-forwarded-for': request.socket.remoteAddress,
		'x-forwarded-proto': 'http',
		'x-request-id': id,
	};
	const upstream = requestUpstream(new URL(route.origin), { method: request.method, path, headers, agent });
	upstream.setTimeout(RESPONSE_TIMEOUT_MS, () => upstream.destroy(new Error('no answer in time')));
	upstream.on('response', (answer) => {
		response.writeHead(answer.statusCode, withoutHopByHop(answer.headers));
		// A failure here is an answer cut short, or a client that left; the log of the request says `aborted`.
		pipeline(answer, response, () => {});
	});
	upstream.on('error', (error) => {
		if (response.headersSent || response.destroyed) return response.destroy();
		if (upstream.reusedSocket && error.code === 'ECONNRESET' && !hasBody(request)) {
			return forward({ request, response, id, route });
		}
		log.error('service-unavailable', { origin: route.origin, code: error.code, message: error.message, id });
		return sendJson(response, 502, { error: 'the service behind this path does not answer' });
	});
	response.once('close', () => upstream.destroy());
	request.pipe(upstream);
}

/** Without one, a request can be sent again on a fresh connection. */
function hasBody({ headers }) {
	return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

function withoutHopByHop(headers) {
	const named = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/);
	return Object.fromEntries(
		Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name) && !named.includes(name)),
	);
}

function sendJson(response, status, body) {
	const text = `${JSON.stringify(body)}\n`;
	response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
	response.end(text);
}
