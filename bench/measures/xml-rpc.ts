import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Context, Measure } from '../measure.ts';
import type { RunningPeer } from '../peer.ts';
import { startIdlePod } from '../programs/start-idle-pod.ts';

/** supervisor.getAllProcessInfo on the unix socket, one request after the other on one connection, by a client in C. */
export const measure: Measure = {
	name: 'xml-rpc',
	title: 'XML-RPC getAllProcessInfo',
	figures: [
		{ name: 'requests3', title: '3 programs', unit: '/s', better: 'higher' },
		{ name: 'requests100', title: '100 programs', unit: '/s', better: 'higher' },
	],
	peers: ['podvisor', 'supervisord'],
	rounds: 2,
	settleMs: 6000,
	async prepare(peer, context) {
		const few = await startIdlePod(peer, context, 3);
		const many = await startIdlePod(peer, context, context.quick ? 10 : 100);
		const looks = [
			async () => ({ requests3: await requestsPerSecond(few, context) }),
			async () => ({ requests100: await requestsPerSecond(many, context) }),
		];
		return context.quick ? looks : [...looks, ...looks];
	},
	goals: [
		{ figure: 'requests3', than: 'supervisord', atLeast: 1.5 },
		{ figure: 'requests100', than: 'supervisord', atLeast: 8 },
	],
};

/** After a while that does not count: both are asked for the first time, and what loads or compiles then has done so. */
async function requestsPerSecond({ xmlRpcSocket = '' }: RunningPeer, context: Context): Promise<number> {
	await ask(context, xmlRpcSocket, context.quick ? 100 : 2000);
	return ask(context, xmlRpcSocket, context.quick ? 300 : 2000);
}

async function ask(context: Context, socket: string, ms: number): Promise<number> {
	const { stdout } = await promisify(execFile)(context.native('xml-rpc-client'), [socket, String(ms)]);
	const [requests = 0, ns = 1] = stdout.split(' ').map(Number);
	return requests / (ns / 1e9);
}
