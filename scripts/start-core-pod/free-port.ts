import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** `preferred` if nobody listens on it at 127.0.0.1, else a port that the kernel has free (0 asks for that at once). */
export async function freePort(preferred: number): Promise<number> {
	return (await tryPort(preferred)) ?? (await tryPort(0)) ?? preferred;
}

async function tryPort(port: number): Promise<number | undefined> {
	const server = createServer();
	try {
		server.listen(port, '127.0.0.1');
		await once(server, 'listening');
	} catch {
		// EADDRINUSE or EACCES: either way this port is not ours to take.
		return undefined;
	}
	const taken = (server.address() as AddressInfo).port;
	server.close();
	await once(server, 'close');
	return taken;
}
