import { createServer, type Server } from 'node:net';
import t, { type Test } from 'tap';
import { listeningPorts } from '../../src/platform/proc/listening-ports.ts';
import { freePort } from '../e2e/free-port.ts';

const ours = (): ReadonlySet<number> => listeningPorts(undefined, () => [process.pid]);

async function listen(t: Test): Promise<{ readonly server: Server; readonly port: number }> {
	const port = await freePort();
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	t.teardown(() => server.close());
	return { server, port };
}

const close = (server: Server): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));

t.test('a hundred listen probes at once do not have the kernel list all sockets a hundred times', async (t) => {
	// Each look at the clock is 5 ms after the one before.
	let now = 0;
	t.intercept(performance, 'now', { value: () => (now += 5) });
	const first = await listen(t as Test);
	t.ok(ours().has(first.port));
	const second = await listen(t as Test);
	now = 50;
	t.notOk(ours().has(second.port), 'what the kernel said a moment ago is good enough');
	t.ok(ours().has(first.port));
	await close(first.server);
	t.notOk(ours().has(first.port), 'but who has closed its socket is not said to listen');
	now = 500;
	t.ok(ours().has(second.port), 'and after a while it is asked again');
});
