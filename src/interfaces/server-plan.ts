import type { Config, Credentials, InetServerConfig, UnixServerConfig } from '../config/config.ts';
import type { ListenAddress } from '../platform/sockets.ts';

/** A server as it is to be opened. */
export interface ServerPlan {
	readonly section: 'unix_http_server' | 'inet_http_server';
	/** Where it listens, for a person. */
	readonly name: string;
	readonly address: ListenAddress;
	readonly credentials: Credentials | undefined;
	/** The address that was asked for, where it would stand open there. */
	readonly insteadOf: string | undefined;
	/** Two plans with the same key are the same server. */
	readonly key: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** All control servers that a configuration asks for. */
export function planServers({ unixServers, inetServers }: Pick<Config, 'unixServers' | 'inetServers'>): ServerPlan[] {
	return [...unixServers.map(planUnixServer), ...inetServers.map(planInetServer)];
}

function planUnixServer({ file, chmod, chown, credentials }: UnixServerConfig): ServerPlan {
	const address = { type: 'unix', path: file, mode: chmod, owner: chown } as const;
	const rest = { section: 'unix_http_server', name: `'${file}'`, address, credentials, insteadOf: undefined } as const;
	return { ...rest, key: JSON.stringify(rest) };
}

/** Whoever reaches a server without a password may do everything: beyond this machine that must be said in so many words. */
function planInetServer({ host, port, credentials, allowUnauthenticated }: InetServerConfig): ServerPlan {
	const isSafe = credentials !== undefined || allowUnauthenticated || LOOPBACK.test(host);
	const address = { type: 'tcp', host: isSafe ? host : '127.0.0.1', port } as const;
	const insteadOf = isSafe ? undefined : describeTcp(host, port);
	const rest = {
		section: 'inet_http_server',
		name: describeTcp(address.host, port),
		address,
		credentials,
		insteadOf,
	} as const;
	return { ...rest, key: JSON.stringify(rest) };
}

function describeTcp(host: string, port: number): string {
	return `${host === '' ? '*' : host}:${port}`;
}
