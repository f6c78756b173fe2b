import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Test } from 'tap';

/** A service behind nginx that the test plays. */
export interface Upstream {
	readonly port: number;
	/** What it was asked so far. */
	readonly requests: readonly IncomingMessage[];
}

/** Listens until the test ends; `answer` gets each request once its body is there. */
export async function startUpstream(
	t: Test,
	answer: (response: ServerResponse, request: IncomingMessage) => unknown,
): Promise<Upstream> {
	const requests: IncomingMessage[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((request, response) => {
		requests.push(request);
		request.resume().once('end', () => void answer(response, request));
	});
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	t.teardown(() => {
		server.close();
		for (const socket of sockets) socket.destroy();
	});
	return { port: (server.address() as AddressInfo).port, requests };
}
