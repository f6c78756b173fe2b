import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { HttpConnection } from './http-connection.ts';
import type { HttpLimits } from './http-limits.ts';
import { loadHttp } from './load-http.ts';

export interface ServedConnection {
	readonly socket: Socket;
	/** To be called when it turns out that the client may ask. */
	readonly onAdmitted: () => void;
	/** To be called when an answer begins whose end is not known. */
	readonly onStream: () => void;
}

export interface HttpFrontOptions {
	readonly limits: HttpLimits;
	readonly serve: (request: IncomingMessage, response: ServerResponse, connection: ServedConnection) => void;
	/** One more than the limit came, and was turned away. */
	readonly onTurnedAway: () => void;
}

/** The clients of one listening socket. */
export class HttpFront {
	readonly #options: HttpFrontOptions;
	readonly #connections = new Map<Socket, HttpConnection>();
	#http: Server | undefined;
	#whenEmpty: (() => void) | undefined;

	constructor(options: HttpFrontOptions) {
		this.#options = options;
	}

	accept(socket: Socket): void {
		const { limits, serve, onTurnedAway } = this.#options;
		if (this.#whenEmpty !== undefined || (this.#connections.size >= limits.connections && !this.#makeWay())) {
			socket.destroy();
			if (this.#whenEmpty === undefined) onTurnedAway();
			return;
		}
		socket.setNoDelay(true);
		const connection: HttpConnection = new HttpConnection(socket, limits, (request, response) =>
			serve(request, response, {
				socket,
				onAdmitted: () => connection.admit(),
				onStream: () => connection.beginStream(),
			}),
		);
		this.#connections.set(socket, connection);
		socket.once('close', () => {
			this.#connections.delete(socket);
			this.#tellEmpty();
		});
		this.#http ??= this.#createServer();
		this.#http.emit('connection', socket);
	}

	/** Calls back when the answers that are under way are out. */
	close(callback: () => void): void {
		this.#whenEmpty = callback;
		for (const connection of this.#connections.values()) connection.close();
		this.#tellEmpty();
	}

	/** Cuts off whoever is still there. */
	destroy(): void {
		for (const connection of this.#connections.values()) connection.destroy();
	}

	/** Cuts off who has been a stranger for longest: whoever holds connections without a password keeps nobody out. */
	#makeWay(): boolean {
		for (const [socket, connection] of this.#connections) {
			if (!connection.isStranger) continue;
			connection.destroy();
			// 'close' comes later.
			this.#connections.delete(socket);
			return true;
		}
		return false;
	}

	#tellEmpty(): void {
		if (this.#connections.size > 0 || this.#whenEmpty === undefined) return;
		const callback = this.#whenEmpty;
		this.#whenEmpty = () => {};
		callback();
	}

	/** It never listens itself, and so has no timers of its own; the connections have. */
	#createServer(): Server {
		const { createServer } = loadHttp();
		const server = createServer(
			{
				maxHeaderSize: this.#options.limits.headerMaxBytes,
				headersTimeout: 0,
				requestTimeout: 0,
				keepAliveTimeout: 0,
				// supervisord asks for none either.
				requireHostHeader: false,
			},
			(request, response) => {
				// What goes wrong with a connection ends it: 'close' follows, and is listened to.
				request.on('error', () => {});
				response.on('error', () => {});
				this.#connections.get(request.socket)?.receive({ request, response });
			},
		);
		server.timeout = 0;
		return server;
	}
}
