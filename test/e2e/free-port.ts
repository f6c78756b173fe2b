import { createServer } from 'node:net';

const FIRST = 20_000;
const LAST = 32_767;

/**
 * A port on which nobody listens at 127.0.0.1. Not one of those that the kernel gives out (from 32768 on): any
 * connection that is made meanwhile, by another test too, might get that. Tests that run at the same time begin at
 * different numbers; who needs a second port asks for one after the first.
 */
export async function freePort(after: number = FIRST + ((process.pid * 16) % 12_000)): Promise<number> {
	for (let port = after + 1; port <= LAST; port++) if (await isFree(port)) return port;
	throw new Error(`no port after ${after} is free`);
}

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}
