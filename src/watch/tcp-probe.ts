import type { TcpClient } from '../platform/tcp-client.ts';
import { activeProbe, type ProbeAsker } from './probe-asker.ts';

/** The port takes a connection, which is closed at once. */
export function tcpProbe({
	host,
	port,
	timeoutMs,
	tcp,
}: {
	readonly host: string;
	readonly port: number;
	readonly timeoutMs: number;
	readonly tcp: TcpClient;
}): ProbeAsker {
	const where = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
	return activeProbe(async (signal) => {
		const outcome = await tcp.connect({ host, port, timeoutMs, signal });
		if (outcome.type === 'failed') return { isOk: false, message: `${outcome.error} at ${where}` };
		return { isOk: true, message: `connected to ${where}` };
	});
}
