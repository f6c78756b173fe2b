import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Context, Measure } from '../measure.ts';
import type { Peer } from '../peer.ts';
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
	rounds: 5,
	async run(peer, context) {
		return {
			requests3: await requestsPerSecond(peer, context, 3),
			requests100: await requestsPerSecond(peer, context, 100),
		};
	},
	goals: [
		{ figure: 'requests3', than: 'supervisord', atLeast: 1.5 },
		{ figure: 'requests100', than: 'supervisord', atLeast: 8 },
	],
};

async function requestsPerSecond(peer: Peer, context: Context, count: number): Promise<number> {
	const pod = await startIdlePod(peer, context, count);
	await delay(context.quick ? 500 : 3000);
	const { xmlRpcSocket = '' } = pod;
	await ask(context, xmlRpcSocket, context.quick ? 100 : 1000);
	const rate = await ask(context, xmlRpcSocket, context.quick ? 300 : 2000);
	await pod.destroy();
	return rate;
}

async function ask(context: Context, socket: string, ms: number): Promise<number> {
	const { stdout } = await promisify(execFile)(context.native('xml-rpc-client'), [socket, String(ms)]);
	const [requests = 0, ns = 1] = stdout.split(' ').map(Number);
	return requests / (ns / 1e9);
}
