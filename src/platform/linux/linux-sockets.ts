import { closeSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { ListeningSocketOutcome, ListenOutcome, Peer, Sockets } from '../sockets.ts';
import type { Clock } from '../system.ts';
import type { Addon } from './addon.ts';
import { bindSocket } from './bind-socket.ts';
import { BACKLOG, LinuxListener } from './linux-listener.ts';

/** The `Sockets` of the port through the addon: bound when a call returns, and not a turn later as by Node. */
export function createLinuxSockets({ addon, clock }: { readonly addon: Addon; readonly clock: Clock }): Sockets {
	return {
		listen(address, handlers): ListenOutcome {
			const bind = () => bindSocket(addon, address, BACKLOG);
			const bound = bind();
			if (bound.type === 'failed') return bound;
			return { type: 'listening', listener: new LinuxListener(bound, { address, handlers, clock, bind }) };
		},
		openListeningSocket(address, backlog): ListeningSocketOutcome {
			const bound = bindSocket(addon, address, backlog);
			if (bound.type === 'failed') return bound;
			const { fd, file } = bound;
			let isOpen = true;
			const close = () => {
				if (!isOpen) return;
				isOpen = false;
				file?.remove();
				closeSync(fd);
			};
			return { type: 'open', socket: { fd, close } };
		},
		peerOf: (socket) => peerOf(addon, socket),
	};
}

/** Node keeps the descriptor of a socket to itself; `undefined` once it is closed. */
function peerOf(addon: Addon, socket: Socket): Peer | undefined {
	const { _handle: handle } = socket as unknown as { readonly _handle: { readonly fd?: number } | null };
	// TCP has an address, and no credentials (the kernel answers with pid 0 and uid -1).
	if (handle?.fd === undefined || handle.fd < 0 || socket.remoteAddress !== undefined) return undefined;
	const credentials = addon.peerCredentials(handle.fd);
	if (typeof credentials === 'number') return undefined;
	const [pid, uid, gid] = credentials;
	return { pid, uid, gid };
}
