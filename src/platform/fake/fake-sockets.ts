import type { Socket } from 'node:net';
import type {
	ListenAddress,
	Listener,
	ListenHandlers,
	ListeningSocketOutcome,
	ListenOutcome,
	Peer,
	Sockets,
} from '../sockets.ts';
import type { SystemFailure } from '../system-failure.ts';
import type { FakeFaults } from './fake-faults.ts';

/** Sockets that listen nowhere; a test hands clients in by `connect()`. The step `bind` can be made to fail. */
export class FakeSockets implements Sockets {
	/** Who is told to be at the other end of every connection. */
	peer: Peer | undefined = undefined;
	/** What is bound now: by path, or `host:port`. */
	readonly bound: Map<string, ListenAddress> = new Map();
	readonly #handlers = new Map<string, ListenHandlers>();
	readonly #faults: FakeFaults;
	#nextFd = 1000;

	constructor(faults: FakeFaults) {
		this.#faults = faults;
	}

	/** A client has connected; `name` is a path, or `host:port`. */
	connect(name: string, socket: Socket): void {
		const handlers = this.#handlers.get(name);
		if (handlers === undefined) throw new Error(`nothing listens on ${name}`);
		handlers.onConnection(socket);
	}

	/** Something fails later, such as `accept`. */
	trouble(name: string, failure: SystemFailure): void {
		this.#handlers.get(name)?.onTrouble(failure);
	}

	listen(address: ListenAddress, handlers: ListenHandlers): ListenOutcome {
		const failure = this.#bind(address);
		if (failure !== undefined) return { type: 'failed', failure };
		const name = nameOf(address);
		this.#handlers.set(name, handlers);
		const close = this.#closeOnce(name);
		return { type: 'listening', listener: { address, refresh: () => {}, close } satisfies Listener };
	}

	openListeningSocket(address: ListenAddress): ListeningSocketOutcome {
		const failure = this.#bind(address);
		if (failure !== undefined) return { type: 'failed', failure };
		return { type: 'open', socket: { fd: this.#nextFd++, close: this.#closeOnce(nameOf(address)) } };
	}

	peerOf(): Peer | undefined {
		return this.peer;
	}

	#bind(address: ListenAddress): SystemFailure | undefined {
		const errno = this.#faults.take('bind') ?? (this.bound.has(nameOf(address)) ? 'EADDRINUSE' : undefined);
		if (errno !== undefined) return { step: 'bind', errno };
		this.bound.set(nameOf(address), address);
		return undefined;
	}

	#closeOnce(name: string): () => void {
		let isOpen = true;
		return () => {
			if (!isOpen) return;
			isOpen = false;
			this.bound.delete(name);
			this.#handlers.delete(name);
		};
	}
}

function nameOf(address: ListenAddress): string {
	return address.type === 'unix' ? address.path : `${address.host}:${address.port}`;
}
