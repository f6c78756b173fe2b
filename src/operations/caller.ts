/** Who asks for an operation. */
export type Caller =
	/** Over a unix socket: what the kernel says of the other end, where the system can tell. */
	| {
			readonly type: 'unix';
			readonly peer: { readonly pid: number; readonly uid: number; readonly gid: number } | undefined;
			readonly user: string | undefined;
	  }
	/** Over TCP: its address, and the name it gave its password for. */
	| { readonly type: 'tcp'; readonly address: string; readonly user: string | undefined };

/** As a person reads it: `uid 0, pid 123`, `ops (uid 0, pid 123)`, `admin from 10.0.0.7`. */
export function describeCaller(caller: Caller): string {
	if (caller.type === 'tcp') return `${caller.user ?? 'somebody without a password'} from ${caller.address}`;
	const { peer, user } = caller;
	const who = peer === undefined ? 'somebody' : `uid ${peer.uid}, pid ${peer.pid}`;
	return user === undefined ? who : `${user} (${who})`;
}

/** The same of somebody who has not shown who he is: an address, or what the kernel knows. */
export function describeStranger(caller: Caller): string {
	return caller.type === 'tcp' ? caller.address : describeCaller({ ...caller, user: undefined });
}
