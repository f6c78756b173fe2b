import { createServer } from 'node:net';

const FIRST = 20_000;
const LAST = 32_000;

/**
 * A port on which nobody listens at 127.0.0.1. Not one of those that the kernel gives out (from 32768 on): any
 * connection that is made meanwhile, by another test too, might get that.
 */
export async function freePort(): Promise<number> {
	// Tests that run at the same time begin at different numbers.
	const first = FIRST + (process.pid % (LAST - FIRST));
	for (let port = first; port <= LAST; port++) if (await isFree(port)) return port;
	throw new Error(`no port from ${first} to ${LAST} is free`);
}

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}
