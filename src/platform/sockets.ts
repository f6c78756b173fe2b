import type { Socket } from 'node:net';
import type { SocketOwner } from '../config/config.ts';
import type { SystemFailure } from './system-failure.ts';

/** Where a stream socket listens. */
export type ListenAddress =
	| {
			readonly type: 'unix';
			/** 107 bytes at most (`ENAMETOOLONG`). */
			readonly path: string;
			/** Its file's permission bits. */
			readonly mode: number;
			/** `undefined`, or -1 for one of the two, leaves it. */
			readonly owner: SocketOwner | undefined;
	  }
	| {
			readonly type: 'tcp';
			/** An IPv4 or IPv6 address, a name that leads to an IPv4 one, or empty for all IPv4 interfaces, as supervisord. */
			readonly host: string;
			/** 0 lets the kernel choose. */
			readonly port: number;
	  };

/** The other end of a unix socket's connection, as it was when it connected. */
export interface Peer {
	/** 0 where it lives in a pid namespace that is not seen from here. */
	readonly pid: number;
	readonly uid: number;
	readonly gid: number;
}

export interface ListenHandlers {
	/** A client; an error of its connection that nobody listens to is followed by 'close' and does no harm. */
	readonly onConnection: (socket: Socket) => void;
	/**
	 * Something failed later, and the listener goes on as well as it can: `accept`, or `bind` of a file that was removed
	 * (told once, tried again). On the portable adapter the first `bind` too, since Node answers later: then it does not
	 * listen. Without a descriptor left (`EMFILE`) clients are turned away, and nothing is told.
	 */
	readonly onTrouble: (failure: SystemFailure) => void;
}

/** A socket that accepts connections. */
export interface Listener {
	/** With the port that the kernel chose for 0. */
	readonly address: ListenAddress;
	/**
	 * Binds a unix socket anew, now, if its file was removed; it looks by itself every few seconds. Connections stay.
	 * A file of another under its name is left alone.
	 */
	refresh(): void;
	/** Accepts no more, and removes the file if it still is this socket's. Connections stay. */
	close(): void;
}

export type ListenOutcome =
	| { readonly type: 'listening'; readonly listener: Listener }
	/**
	 * `EADDRINUSE`: another process listens there. `ENOTSOCK`: there is a file that is no socket, which is never removed.
	 * Step `getaddrinfo`: the host's name is not known (`ENOTFOUND`).
	 */
	| { readonly type: 'failed'; readonly failure: SystemFailure };

/** A listening socket that is accepted on by children alone, which get it as their stdin. */
export interface ListeningSocket {
	/** Blocks, as a FastCGI program expects; closed on exec unless it is handed over by `SpawnRequest.stdin`. */
	readonly fd: number;
	/** The children's copies stay open. Removes the file if it still is this socket's. */
	close(): void;
}

export type ListeningSocketOutcome =
	| { readonly type: 'open'; readonly socket: ListeningSocket }
	/** As of {@link ListenOutcome}; `ENOSYS` where the adapter cannot. */
	| { readonly type: 'failed'; readonly failure: SystemFailure };

/** Sockets that wait for others. A unix socket that nobody listens on any more (a crash left it) is replaced. */
export interface Sockets {
	/** Listens when it returns, so that it is there before the first child starts; never open to more than its mode. */
	listen(address: ListenAddress, handlers: ListenHandlers): ListenOutcome;
	/** @param backlog Connections that may wait; the kernel's most (`net.core.somaxconn`) without it. */
	openListeningSocket(address: ListenAddress, backlog?: number): ListeningSocketOutcome;
	/** `undefined` where it is not known: TCP, a connection that is closed, the portable adapter. */
	peerOf(socket: Socket): Peer | undefined;
}
