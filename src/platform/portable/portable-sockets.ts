import type { Sockets } from '../sockets.ts';
import type { Clock } from '../system.ts';
import { PortableListener } from './portable-listener.ts';

/** The `Sockets` of the port through Node alone: bound a few turns after the call, a failure told by `onTrouble`. */
export function createPortableSockets(clock: Clock): Sockets {
	return {
		listen: (address, handlers) => ({ type: 'listening', listener: new PortableListener(address, handlers, clock) }),
		openListeningSocket: () => ({ type: 'failed', failure: { step: 'bind', errno: 'ENOSYS' } }),
		peerOf: () => undefined,
	};
}
