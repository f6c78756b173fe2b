import type { ServerAddress } from './client/server-address.ts';
import type { PathLook } from './ctl-world.ts';

/** What is known of a daemon that could not be reached. */
export interface UnreachableFacts {
	readonly url: string;
	/** Who named the URL. */
	readonly origin: string;
	readonly address: ServerAddress;
	/** `ECONNREFUSED`, `ENOENT`, `EACCES`, `ENOTFOUND` … */
	readonly errno: string;
	/** What there is where the unix socket should be. */
	readonly look: PathLook | undefined;
	readonly uid: number;
	readonly timeoutMs: number;
}

/** One sentence: where it was looked for, who said so, what is there instead, and what to do. */
export function describeUnreachable(facts: UnreachableFacts): string {
	const [why, what] = facts.address.type === 'unix' ? unixReason(facts) : tcpReason(facts);
	return `cannot reach the daemon at ${facts.url} (${facts.origin}): ${why}; ${what}`;
}

type Reason = readonly [why: string, what: string];

const START = 'start podvisord, or name another address with -s or -c';

/** `sun_path` of unix(7), without the NUL at its end. */
const PATH_MAX_BYTES = 107;

function unixReason({ address, errno, look, uid }: UnreachableFacts): Reason {
	const path = address.type === 'unix' ? address.path : '';
	if (Buffer.byteLength(path) > PATH_MAX_BYTES) {
		return [
			`the path has more than the ${PATH_MAX_BYTES} bytes that a socket's may have`,
			'move the socket, or correct the path',
		];
	}
	if (look?.type === 'hidden') {
		const why = `permission is denied: ${look.folder} belongs to ${look.owner} (mode ${octal(look.mode)}) and you are uid ${uid}`;
		return [why, 'become that user (sudo), or ask them for a socket elsewhere'];
	}
	if (look?.type === 'nothing')
		return ['there is no such socket', `is the daemon running, with file=${path} in its [unix_http_server]? ${START}`];
	if (look?.type === 'other') return ['what is there is no socket', 'correct the path'];
	if (look === undefined) return [reasonOf(errno), START];
	if (errno === 'ECONNREFUSED') {
		return ['the socket is there, but nobody listens on it: the daemon that made it has ended', START];
	}
	if (errno === 'EACCES' || errno === 'EPERM') {
		const why = `permission is denied: the socket belongs to ${look.owner} (mode ${octal(look.mode)}) and you are uid ${uid}`;
		return [why, 'become that user (sudo), or set chmod= and chown= in [unix_http_server]'];
	}
	return [reasonOf(errno), START];
}

function tcpReason({ address, errno, timeoutMs }: UnreachableFacts): Reason {
	const { host, port } = address.type === 'tcp' ? address : { host: '', port: 0 };
	switch (errno) {
		case 'ECONNREFUSED':
			return [`nobody listens on port ${port} of ${host}`, `is the daemon running, with [inet_http_server]? ${START}`];
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return [`there is no host called ${host}`, 'correct the name'];
		case 'ETIMEDOUT':
			return [`no answer from ${host} within ${timeoutMs / 1000} s`, 'is it the right host, and no firewall between?'];
		default:
			return [reasonOf(errno), START];
	}
}

function reasonOf(errno: string): string {
	const reasons: Readonly<Record<string, string>> = {
		ECONNREFUSED: 'nobody listens there',
		ENOENT: 'there is no such socket',
		EACCES: 'permission is denied',
		ETIMEDOUT: 'nobody took the connection in time',
		EAGAIN: 'the daemon takes no more connections for now',
		EHOSTUNREACH: 'no route leads there',
		ENETUNREACH: 'no route leads there',
	};
	return reasons[errno] ?? errno;
}

function octal(mode: number): string {
	return `0${mode.toString(8)}`;
}
