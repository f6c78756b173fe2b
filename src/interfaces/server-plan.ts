import type { Config, Credentials, InetServerConfig, ProbeServerConfig, UnixServerConfig } from '../config/config.ts';
import type { ListenAddress } from '../platform/sockets.ts';

/** A server as it is to be opened. */
export interface ServerPlan {
	readonly section: 'unix_http_server' | 'inet_http_server' | 'probe_server';
	/** Where it listens, for a person. */
	readonly name: string;
	readonly address: ListenAddress;
	/** Where the machine has no IPv6, and {@link address} is of it. */
	readonly addressOfIpv4?: ListenAddress;
	readonly credentials: Credentials | undefined;
	/** The address that was asked for, where it would stand open there. */
	readonly insteadOf: string | undefined;
	/** Two plans with the same key are the same server. */
	readonly key: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** All servers that a configuration asks for. */
export function planServers({
	unixServers,
	inetServers,
	probeServer,
}: Pick<Config, 'unixServers' | 'inetServers' | 'probeServer'>): ServerPlan[] {
	const probeServers = probeServer === undefined ? [] : [planProbeServer(probeServer)];
	return [...unixServers.map(planUnixServer), ...inetServers.map(planInetServer), ...probeServers];
}

/** It only tells, so that it stands open wherever it was asked for. */
function planProbeServer({ host, port }: ProbeServerConfig): ServerPlan {
	const isEverywhere = host === '';
	const rest = {
		section: 'probe_server',
		name: describeTcp(host, port),
		// To Linux `::` is every interface, of IPv4 too: a pod may have no address but one of IPv6.
		address: { type: 'tcp', host: isEverywhere ? '::' : host, port },
		...(isEverywhere ? { addressOfIpv4: { type: 'tcp', host, port } as const } : {}),
		credentials: undefined,
		insteadOf: undefined,
	} as const;
	return { ...rest, key: JSON.stringify(rest) };
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
	const written = host.includes(':') ? `[${host}]` : host;
	return `${host === '' ? '*' : written}:${port}`;
}
