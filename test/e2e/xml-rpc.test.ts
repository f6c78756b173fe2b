/** Answers that wait, on the real daemon: nobody else is held up, and connections go on. */
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import t from 'tap';
import type { Value } from '../../src/foundation/value.ts';
import { decodeResponse, type XmlRpcResponse } from '../../src/interfaces/xml-rpc/decode-response.ts';
import { encodeCall } from '../../src/interfaces/xml-rpc/encode-call.ts';
import { startPod } from './pod-under-test.ts';

/** It is never up by itself: whoever starts it waits until somebody else stops it. */
const SLOW = '[program:slow]\ncommand=sleep 1000\nautostart=false\nstartsecs=1000\n';

/** One connection, kept. */
class Client {
	readonly #socketPath: string;
	readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
	/** The connections that were used. */
	readonly sockets: Set<unknown> = new Set();

	constructor(socketPath: string) {
		this.#socketPath = socketPath;
	}

	call(method: string, ...params: readonly Value[]): Promise<XmlRpcResponse> {
		return new Promise((resolve, reject) => {
			const to = { agent: this.#agent, socketPath: this.#socketPath, method: 'POST', path: '/RPC2' };
			const asked = request(to, (response) => {
				const chunks: Buffer[] = [];
				response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
				response.on('end', () => resolve(decodeResponse(Buffer.concat(chunks))));
			});
			asked.on('socket', (socket) => this.sockets.add(socket)).on('error', reject);
			asked.end(encodeCall(method, params));
		});
	}

	leave(): void {
		this.#agent.destroy();
	}
}

t.test('who waits for a start holds nobody up, and goes on with the same connection', async (t) => {
	const pod = startPod(t, { conf: `[unix_http_server]\nfile=%(here)s/s.sock\n${SLOW}`, pid1: false });
	await pod.until(() => pod.has('s.sock'), 'its socket');
	const [waiting, batch, other] = [0, 1, 2].map(() => new Client(join(pod.dir, 's.sock'))) as [Client, Client, Client];
	t.teardown(() => {
		for (const client of [waiting, batch, other]) client.leave();
	});
	const started = waiting.call('supervisor.startProcess', 'slow');
	await pod.line(/spawned: 'slow'/);
	const calls = (...list: readonly (readonly [string, ...Value[]])[]): Value =>
		list.map(([methodName, ...params]) => ({ methodName, params }));
	t.match(await other.call('supervisor.getState'), { value: { statename: 'RUNNING' } });
	t.match(await other.call('supervisor.startProcess', 'slow'), { type: 'fault', text: 'ALREADY_STARTED: slow' });
	t.match(await other.call('supervisor.stopProcess', 'slow'), { value: true });
	t.match(await started, { type: 'fault', code: 40, text: 'ABNORMAL_TERMINATION: slow' });
	t.match(await waiting.call('supervisor.getIdentification'), { value: 'supervisor' });
	t.equal(waiting.sockets.size, 1);

	const all = batch.call(
		'system.multicall',
		calls(['supervisor.getPID'], ['supervisor.startProcess', 'slow'], ['supervisor.getIdentification']),
	);
	await pod.line(/spawned: 'slow'/, 2);
	t.match(await other.call('supervisor.stopProcess', 'slow'), { value: true });
	t.match(await all, { value: [pod.pid, { faultCode: 40, faultString: 'ABNORMAL_TERMINATION: slow' }, 'supervisor'] });

	const gone = waiting.call('supervisor.startProcess', 'slow');
	await pod.line(/spawned: 'slow'/, 3);
	waiting.leave();
	await t.rejects(gone);
	t.match(
		await other.call('supervisor.getProcessInfo', 'slow'),
		{ value: { statename: 'STARTING' } },
		'it still starts',
	);
	t.strictSame(await pod.stop(), { code: 0, signal: null });
});
