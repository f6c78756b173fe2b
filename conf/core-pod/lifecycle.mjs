/** What every process of the pod shares: its log lines, its settings, how it listens and how it stops. */

import { constants } from 'node:os';

/** Bounds against slow and oversized requests; nginx holds idle connections for less than `keepAliveTimeout`. */
export const SERVER_LIMITS = {
	maxHeaderSize: 8 * 1024,
	headersTimeout: 5_000,
	requestTimeout: 10_000,
	keepAliveTimeout: 65_000,
	connectionsCheckingInterval: 1_000,
};

/** How long a connection that has sent nothing yet may still bring its first request once the stop has begun. */
const FIRST_REQUEST_GRACE_MS = 100;

/** One JSON object a line: what happens to stdout, what went wrong to stderr. */
export function createLog(service) {
	// The reader of the log is gone (EPIPE): there is nobody left to tell, and requests are still to be served.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
	const line = (level, event, fields) =>
		`${JSON.stringify({ time: new Date().toISOString(), level, service, event, ...fields })}\n`;
	return {
		info: (event, fields) => process.stdout.write(line('info', event, fields)),
		error: (event, fields) => process.stderr.write(line('error', event, fields)),
	};
}

/** The environment variable `name` as an integer between `min` and `max`; anything else ends the process with 2. */
export function integerSetting(name, { fallback, min = 0, max }) {
	const text = process.env[name] ?? '';
	if (text === '') return fallback;
	const value = Number(text);
	if (Number.isInteger(value) && value >= min && value <= max) return value;
	process.stderr.write(
		`${name}=${JSON.stringify(text)} is not an integer from ${min} to ${max}; correct or unset it\n`,
	);
	return process.exit(2);
}

/** Listens on PORT and HOST, and says so in one line that carries the port (PORT=0 takes a free one). */
export function listen(server, { log, defaultPort }) {
	const port = integerSetting('PORT', { fallback: defaultPort, max: 65_535 });
	const host = process.env.HOST || '127.0.0.1';
	server.on('error', (error) => {
		log.error('cannot-listen', { host, port, code: error.code, message: error.message });
		process.exit(1);
	});
	server.listen(port, host, () => log.info('listening', { host, port: server.address().port, pid: process.pid }));
}

/**
 * On SIGTERM, SIGINT or SIGQUIT (nginx's graceful stop): accepts no more, closes the connections that are idle,
 * answers what is in flight within DRAIN_MS, and exits 0. A second signal cuts what is left.
 *
 * @returns functions that tell whether the stop has begun, and how many requests but those for health are in flight
 */
export function stopOnSignal(server, { log }) {
	const drainMs = integerSetting('DRAIN_MS', { fallback: 4_000, max: 600_000 });
	const inFlight = new Set();
	const silent = new Set();
	let stopping = false;

	server.on('connection', (socket) => {
		silent.add(socket);
		socket.once('close', () => silent.delete(socket));
	});
	server.prependListener('request', (request, response) => {
		silent.delete(request.socket);
		inFlight.add(response);
		if (stopping) response.setHeader('Connection', 'close');
		response.once('close', () => {
			inFlight.delete(response);
			if (stopping) setImmediate(() => server.closeIdleConnections());
		});
	});

	const cut = (event) => {
		log.error(event, { inFlight: inFlight.size, drainMs });
		server.closeAllConnections();
	};
	const stop = (signal) => {
		if (stopping) return cut('stop-hastened');
		stopping = true;
		for (const response of inFlight) if (!response.headersSent) response.setHeader('Connection', 'close');
		server.close(() => {
			log.info('stopped', {});
			process.exit(0);
		});
		// Only now: whoever reads this line may rely on it that no connection is accepted any more.
		log.info('stopping', { signal, inFlight: inFlight.size });
		server.closeIdleConnections();
		// closeIdleConnections() takes a connection without any request for one whose request is on its way.
		setTimeout(() => silent.forEach((socket) => void socket.destroy()), FIRST_REQUEST_GRACE_MS);
		setTimeout(cut, drainMs, 'drain-timeout');
	};
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT']) process.on(signal, () => stop(signal));
	return {
		isStopping: () => stopping,
		// Who asks about health, the one who is told this number among them, is no reason to wait.
		inFlight: () => [...inFlight].filter(({ req }) => !req.url.startsWith('/health')).length,
	};
}

/** What `POST /crash` is to do, or `undefined` where the query asks for none of it. */
export function crashFrom(query) {
	const code = query.get('code');
	if (code !== null && /^\d{1,3}$/.test(code) && Number(code) <= 255) return () => process.exit(Number(code));
	const signal = query.get('signal');
	if (signal !== null && Object.hasOwn(constants.signals, signal)) return () => process.kill(process.pid, signal);
	if (query.has('hang')) return hang;
	return undefined;
}

/** Blocks the event loop for ever without burning a CPU: only SIGKILL ends it. */
function hang() {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
