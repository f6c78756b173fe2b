import type { Context, Measure, Sample } from '../measure.ts';
import type { Peer } from '../peer.ts';
import { memoryOf } from '../processes/memory-of.ts';
import { processTree } from '../processes/process-tree.ts';
import { whenQuiet } from '../processes/when-quiet.ts';
import { nodeApart } from '../programs/node-apart.ts';
import { startIdlePod } from '../programs/start-idle-pod.ts';
import { startServerPod } from '../programs/start-server-pod.ts';

/** What a pod that waits costs; everything that runs on Node does so on a copy of it that the bench does not run on. */
export const measure: Measure = {
	name: 'idle-memory',
	title: 'Memory, idle',
	figures: [
		{ name: 'alone3', title: 'PSS, 3 static programs', unit: 'MiB' },
		{ name: 'alone100', title: 'PSS, 100 static programs', unit: 'MiB' },
		{ name: 'growth', title: 'growth a program', unit: 'KiB' },
		{ name: 'servers', title: 'private, 2 Node servers', unit: 'MiB' },
		{ name: 'serversPod', title: 'PSS of that whole pod', unit: 'MiB' },
	],
	peers: ['podvisor', 'supervisord', 'old-stack', 'pm2', 's6', 'runit', 'bare-node'],
	rounds: 2,
	// Nothing is prepared: who runs the same program shares its pages, so there is one pod at a time.
	async prepare(peer, context) {
		return [() => lookAt(peer, context)];
	},
	timeoutMs: 180_000,
	goals: [
		{ figure: 'servers', than: 'supervisord', atMost: 0.6 },
		{ figure: 'serversPod', than: 'supervisord', atMost: 0.85 },
		{ figure: 'alone3', than: 'bare-node', atMost: 1, plus: 8 },
		{ figure: 'growth', atMost: 30 },
	],
};

async function lookAt(peer: Peer, context: Context): Promise<Sample> {
	const alone3 = await alone(peer, context, 3);
	const many = context.quick ? 10 : 100;
	const alone100 = await alone(peer, context, many);
	const growth = ((alone100 - alone3) * 1024) / (many - 3);
	return { alone3, alone100, growth, ...(await withServers(peer, context)) };
}

async function alone(peer: Peer, context: Context, count: number): Promise<number> {
	const pod = await startIdlePod(peer, context, count, { node: nodeApart() });
	await whenQuiet(peer, pod, context);
	const { pssMib } = memoryOf(pod.ownPids());
	await context.finish(pod);
	return pssMib;
}

async function withServers(peer: Peer, context: Context): Promise<Sample> {
	const pod = await startServerPod(peer, context, { ports: [0, 0], node: nodeApart() });
	await whenQuiet(peer, pod, context);
	const { privateMib } = memoryOf(pod.ownPids());
	const { pssMib } = memoryOf(processTree(pod.pid).map(({ pid }) => pid));
	await context.finish(pod);
	return { servers: privateMib, serversPod: pssMib };
}
