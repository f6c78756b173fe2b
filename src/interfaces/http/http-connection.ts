import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpLimits } from './http-limits.ts';

type Serve = (request: IncomingMessage, response: ServerResponse) => void;

interface Exchange {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
}

/**
 * One client's connection: by when what must have come, and one request at a time. node:http has time limits too, but
 * looks after them from an interval that runs on even when nobody is connected.
 */
export class HttpConnection {
	readonly #socket: Socket;
	readonly #limits: HttpLimits;
	readonly #serve: Serve;
	/** The first one is being answered. */
	readonly #exchanges: Exchange[] = [];
	#deadline: NodeJS.Timeout | undefined;
	#isClosing = false;
	#isKnown = false;
	#isStreaming = false;

	constructor(socket: Socket, limits: HttpLimits, serve: Serve) {
		this.#socket = socket;
		this.#limits = limits;
		this.#serve = serve;
		this.#expectWithin(limits.headerMs);
		socket.once('close', () => clearTimeout(this.#deadline));
	}

	/** Nothing that came over it so far was asked by somebody who may ask. */
	get isStranger(): boolean {
		return !this.#isKnown;
	}

	/** Somebody who may ask has asked. */
	admit(): void {
		this.#isKnown = true;
	}

	/**
	 * The answer that is under way goes on for as long as the client is there. Nothing behind it would ever be answered;
	 * a body among that, which nobody reads, would even hide that the client has gone.
	 */
	beginStream(): void {
		this.#isStreaming = true;
		if (this.#exchanges.length > 1) this.#socket.destroy();
	}

	receive(exchange: Exchange): void {
		if (this.#isStreaming || this.#exchanges.length > this.#limits.pipelined) {
			this.#socket.destroy();
			return;
		}
		this.#exchanges.push(exchange);
		exchange.response.once('close', () => this.#answered(exchange));
		if (this.#exchanges.length === 1) this.#begin(exchange);
	}

	/** Takes no further requests; closes when the answer that is under way is out. */
	close(): void {
		this.#isClosing = true;
		const [present] = this.#exchanges;
		if (present === undefined) this.#socket.destroySoon();
		// Who has not even asked yet is owed no answer.
		else if (!isWhole(present.request)) this.#socket.destroy();
		else if (!present.response.headersSent) present.response.setHeader('Connection', 'close');
		// A stream: it would go on for ever.
		else if (!present.response.writableEnded) present.response.end();
	}

	destroy(): void {
		this.#socket.destroy();
	}

	#begin({ request, response }: Exchange): void {
		if (this.#isClosing) response.setHeader('Connection', 'close');
		if (hasBody(request)) {
			this.#expectWithin(this.#limits.bodyMs);
			request.once('end', () => this.#received(request));
		} else clearTimeout(this.#deadline);
		this.#serve(request, response);
	}

	/** The answer may take its time; where it is out already, the body was what there was to wait for. */
	#received(request: IncomingMessage): void {
		const [present] = this.#exchanges;
		if (present?.request === request) clearTimeout(this.#deadline);
		else if (present === undefined) this.#expectWithin(this.#limits.idleMs);
	}

	#answered(exchange: Exchange): void {
		this.#exchanges.splice(this.#exchanges.indexOf(exchange), 1);
		this.#isStreaming = false;
		if (this.#socket.destroyed) return;
		this.#socket.setTimeout(0);
		const [next] = this.#exchanges;
		if (next !== undefined) this.#begin(next);
		else if (this.#isClosing) this.#socket.destroySoon();
		// A body that nobody wanted to read still has its deadline.
		else if (isWhole(exchange.request)) this.#expectWithin(this.#limits.idleMs);
	}

	#expectWithin(ms: number): void {
		clearTimeout(this.#deadline);
		this.#deadline = setTimeout(() => this.#socket.destroy(), ms);
		this.#deadline.unref();
	}
}

function isWhole(request: IncomingMessage): boolean {
	return !hasBody(request) || request.readableEnded;
}

function hasBody({ headers }: IncomingMessage): boolean {
	return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
