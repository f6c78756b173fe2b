/**
 * Load on an HTTP server, with an honest account of each request: what came of it as the client saw it. Raw sockets,
 * because a library hides what is counted here (node:http sends a request again, wrk calls everything a socket error).
 */
import { connect, type Socket } from 'node:net';

export interface LoadOptions {
	readonly host: string;
	readonly port: number;
	readonly path: string;
	readonly connections: number;
	/** One connection for many requests, or a new one for each (`Connection: close`). */
	readonly keepAlive: boolean;
}

/** How many requests ended so. */
export interface LoadCounts {
	/** The whole answer came, with status 200. */
	answered: number;
	/** The whole answer came, with another status. */
	otherStatus: number;
	/** No connection: refused, or nobody there. The request was never sent. */
	refused: number;
	/**
	 * A connection that had answered before was closed before the first byte of the next answer: the server closed it as
	 * idle while the request was on its way. Clients send it again (RFC 9112, 9.3.1).
	 */
	closedReused: number;
	/** The same on a new connection, in the kernel's view; the server may never have seen it (its listen queue). */
	closedNew: number;
	/** The connection ended within an answer. */
	cut: number;
}

const REFUSED_PAUSE_MS = 5;
const CONNECT_MS = 2000;

export class LoadClient {
	readonly counts: LoadCounts = { answered: 0, otherStatus: 0, refused: 0, closedReused: 0, closedNew: 0, cut: 0 };
	readonly #options: LoadOptions;
	readonly #request: string;
	readonly #sockets = new Set<Socket>();
	readonly #workers: Promise<void>[];
	readonly #waiting: { readonly isThere: () => boolean; readonly resolve: () => void }[] = [];
	#isOver = false;

	constructor(options: LoadOptions) {
		this.#options = options;
		const { host, path, keepAlive } = options;
		this.#request = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${keepAlive ? '' : 'Connection: close\r\n'}\r\n`;
		this.#workers = Array.from({ length: options.connections }, () => this.#work());
	}

	/** Until so many requests were answered. */
	untilAnswered(count: number): Promise<void> {
		const { promise, resolve } = Promise.withResolvers<void>();
		this.#waiting.push({ isThere: () => this.counts.answered >= count, resolve });
		return promise;
	}

	/** What is under way is no more counted. */
	async end(): Promise<LoadCounts> {
		this.#isOver = true;
		for (const socket of this.#sockets) socket.destroy();
		await Promise.all(this.#workers);
		return this.counts;
	}

	async #work(): Promise<void> {
		while (!this.#isOver) {
			const socket = await this.#connect();
			if (socket === undefined) continue;
			await this.#use(socket);
			this.#sockets.delete(socket);
			socket.destroy();
		}
	}

	async #connect(): Promise<Socket | undefined> {
		const { host, port } = this.#options;
		const socket = connect({ host, port, noDelay: true });
		this.#sockets.add(socket);
		const { promise, resolve } = Promise.withResolvers<boolean>();
		const timer = setTimeout(resolve, CONNECT_MS, false);
		socket.once('connect', () => resolve(true));
		// ECONNREFUSED, or EHOSTUNREACH when the container's address is gone: told by the close that follows.
		socket.on('error', () => undefined);
		socket.once('close', () => resolve(false));
		const isConnected = await promise;
		clearTimeout(timer);
		if (isConnected) return socket;
		this.#sockets.delete(socket);
		socket.destroy();
		if (this.#isOver) return undefined;
		this.#count('refused');
		await new Promise((resolve) => setTimeout(resolve, REFUSED_PAUSE_MS));
		return undefined;
	}

	/** One request after the other, for as long as the connection lives. */
	async #use(socket: Socket): Promise<void> {
		for (let answers = 0; !this.#isOver; answers++) {
			const answer = await ask(socket, this.#request);
			if (this.#isOver) return;
			if (answer.type === 'closed') this.#count(answer.bytes > 0 ? 'cut' : answers > 0 ? 'closedReused' : 'closedNew');
			else this.#count(answer.status === 200 ? 'answered' : 'otherStatus');
			if (answer.type === 'closed' || answer.isLast) return;
		}
	}

	#count(what: keyof LoadCounts): void {
		this.counts[what]++;
		if (what !== 'answered') return;
		for (const waiting of [...this.#waiting]) {
			if (!waiting.isThere()) continue;
			this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
			waiting.resolve();
		}
	}
}

type Answer =
	| { readonly type: 'whole'; readonly status: number; readonly isLast: boolean }
	| { readonly type: 'closed'; readonly bytes: number };

function ask(socket: Socket, request: string): Promise<Answer> {
	const { promise, resolve } = Promise.withResolvers<Answer>();
	let received = '';
	const take = (chunk: Buffer): void => {
		received += chunk.toString('latin1');
		const whole = wholeAnswer(received);
		if (whole !== undefined) resolve(whole);
	};
	const close = (): void => resolve({ type: 'closed', bytes: received.length });
	socket.on('data', take).once('close', close);
	// The other end closed it (FIN): what is sent on it now is answered with a reset.
	socket.once('end', close);
	if (socket.destroyed || socket.readableEnded) close();
	else socket.write(request);
	return promise.finally(() => socket.off('data', take).off('close', close).off('end', close));
}

/** `undefined` while more is to come. Content-Length and chunked bodies. */
function wholeAnswer(text: string): Answer | undefined {
	const headEnd = text.indexOf('\r\n\r\n');
	if (headEnd < 0) return undefined;
	const head = text.slice(0, headEnd);
	const body = text.length - headEnd - 4;
	const length = /^content-length: *(\d+)\r?$/im.exec(head)?.[1];
	const isWhole = length === undefined ? text.endsWith('\r\n0\r\n\r\n') : body >= Number(length);
	if (!isWhole) return undefined;
	return { type: 'whole', status: Number(head.slice(9, 12)), isLast: /^connection: *close\r?$/im.test(head) };
}
