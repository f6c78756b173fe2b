import type { Socket } from 'node:net';
import type { Caller } from '../operations/caller.ts';
import type { ListenAddress } from '../platform/sockets.ts';
import type { System } from '../platform/system.ts';

export interface SocketCallerOptions {
	/** Where the connection was accepted. */
	readonly address: ListenAddress;
	readonly system: Pick<System, 'sockets'>;
	/** Whose password will have to be given. */
	readonly user: string | undefined;
}

/** Who is at the other end of a connection. */
export function readSocketCaller(socket: Socket, { address, system, user }: SocketCallerOptions): Caller {
	if (address.type === 'unix') return { type: 'unix', peer: system.sockets.peerOf(socket), user };
	// ::ffff:10.0.0.7, as a socket of both families sees an IPv4 address; it is gone with the connection.
	const from = socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? 'an address that is gone';
	return { type: 'tcp', address: from, user };
}
