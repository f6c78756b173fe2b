import { closeSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { errorCode } from '../errno.ts';
import type { SocketFile } from '../socket-file.ts';
import type { ListenAddress, Listener, ListenHandlers } from '../sockets.ts';
import type { Clock } from '../system.ts';
import type { BindOutcome, BoundSocket } from './bind-socket.ts';
import { SocketFileWatch } from './socket-file-watch.ts';

/** Connections that may wait to be accepted; supervisord has 1024 too. */
export const BACKLOG = 1024;

interface ListenerParts {
	readonly address: ListenAddress;
	readonly handlers: ListenHandlers;
	readonly clock: Clock;
	/** Binds the same address again. */
	readonly bind: () => BindOutcome;
}

/** Accepts on a socket that listens already; owns its descriptor. */
export class LinuxListener implements Listener {
	readonly #parts: ListenerParts;
	#server: Server | undefined;
	readonly #bound: BoundSocket;
	readonly #beginning: NodeJS.Immediate;
	#file: SocketFile | undefined;
	readonly #watch: SocketFileWatch | undefined;
	#isTroubled = false;
	#closed = false;

	constructor(bound: BoundSocket, parts: ListenerParts) {
		this.#parts = parts;
		this.#bound = bound;
		// The kernel lets clients in from now on; to answer them can wait for the turn that starts the programs.
		this.#beginning = setImmediate(() => this.#accepting());
		this.#file = bound.file;
		const { address, clock } = parts;
		if (bound.file === undefined || address.type !== 'unix') return;
		const { path } = address;
		const isOurs = (): boolean => this.#file?.isThere() === true;
		this.#watch = new SocketFileWatch({ path, clock, isOurs, look: () => this.refresh() });
	}

	get address(): ListenAddress {
		const { address } = this.#parts;
		const bound = this.#accepting().address() as AddressInfo | string | null;
		if (address.type === 'unix' || bound === null || typeof bound === 'string') return address;
		return { ...address, port: bound.port };
	}

	refresh(): void {
		if (this.#closed || this.#file?.isMissing() !== true) return;
		const { bind, handlers } = this.#parts;
		const bound = bind();
		if (bound.type === 'failed') {
			// Its folder is gone too: that is told once, and tried on.
			if (!this.#isTroubled) handlers.onTrouble(bound.failure);
			this.#isTroubled = true;
			return;
		}
		this.#isTroubled = false;
		this.#accepting().close();
		this.#server = this.#serve(bound);
		this.#file = bound.file;
		this.#watch?.renew();
	}

	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#watch?.close();
		this.#file?.remove();
		clearImmediate(this.#beginning);
		if (this.#server === undefined) closeSync(this.#bound.fd);
		else this.#server.close();
	}

	#accepting(): Server {
		this.#server ??= this.#serve(this.#bound);
		return this.#server;
	}

	#serve({ fd }: BoundSocket): Server {
		const { handlers } = this.#parts;
		const server = createServer((socket) => {
			// ECONNRESET, EPIPE: the client is gone, and 'close' follows.
			socket.on('error', () => {});
			handlers.onConnection(socket);
		});
		// Not EMFILE: libuv closes such a connection by a descriptor that it keeps for this, since it would come back at once.
		server.on('error', (error) => handlers.onTrouble({ step: 'accept', errno: errorCode(error) ?? 'EIO' }));
		// Node calls listen(2) once more, which may only change the backlog.
		return listenOn(server, fd);
	}
}

/**
 * `server.listen()` asks node:cluster first whether this is one of its workers, and loads that and node:child_process to
 * ask: 2 ms of CPU at each start. What it calls afterwards has a name of its own ("legacy alias" in Node's lib/net.js).
 */
function listenOn(server: Server, fd: number): Server {
	const { _listen2: setUpListenHandle } = server as { _listen2?: (...parts: unknown[]) => void };
	if (setUpListenHandle === undefined) return server.listen({ fd, backlog: BACKLOG });
	const [address, port, addressType] = [null, null, null];
	setUpListenHandle.call(server, address, port, addressType, BACKLOG, fd);
	return server;
}
