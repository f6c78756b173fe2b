import type { Config, InetServerConfig } from '../config.ts';
import { PROBE_SERVER_OPTIONS } from '../options/probe-server-options.ts';
import type { LoadContext } from './load-context.ts';
import { addProblem } from './read-option.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** `[probe_server]` where `[inet_http_server]` listens already: the daemon could not start. */
export function refuseSharedAddress(
	context: LoadContext,
	{ inetServers, probeServer }: Pick<Config, 'inetServers' | 'probeServer'>,
): void {
	if (probeServer === undefined) return;
	const { port } = probeServer;
	// Without a host it listens on all interfaces, of IPv6 too.
	const host = probeServer.host === '' ? '::' : probeServer.host;
	if (!inetServers.some((server) => server.port === port && isOverlapping(host, hostOf(server)))) return;
	const reader = { context, section: 'probe_server', names: new Map() };
	const message = `is the address of [inet_http_server], too (port ${port}), and only one of them could listen there`;
	addProblem(reader, PROBE_SERVER_OPTIONS.listen.name, message, 'write another port');
}

/** Where it listens: without a password on this machine alone, whatever was written. */
function hostOf({ host, credentials, allowUnauthenticated }: InetServerConfig): string {
	if (credentials === undefined && !allowUnauthenticated && !LOOPBACK.test(host)) return '127.0.0.1';
	return host === '' ? '0.0.0.0' : host;
}

/** As far as this is sure: what a name stands for is not known before something listens there. */
function isOverlapping(one: string, other: string): boolean {
	if (one === other || one === '::' || other === '::') return true;
	return (one === '0.0.0.0' && IPV4.test(other)) || (other === '0.0.0.0' && IPV4.test(one));
}
