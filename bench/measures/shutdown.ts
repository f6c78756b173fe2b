import { execFile } from 'node:child_process';
import { constants } from 'node:os';
import { promisify } from 'node:util';
import type { Context, Measure } from '../measure.ts';
import type { RunningPeer } from '../peer.ts';
import { startIdlePod } from '../programs/start-idle-pod.ts';

const PATIENCE_MS = 45_000;

/** From the signal that ends the supervisor in order to nothing of the pod being left; each program ends at SIGTERM. */
export const measure: Measure = {
	name: 'shutdown',
	title: 'Shutdown',
	figures: [
		{ name: 'end3', title: 'of 3 programs', unit: 'ms' },
		{ name: 'end100', title: 'of 100 programs', unit: 'ms' },
	],
	// daemontools has no orderly end.
	peers: ['podvisor', 'supervisord', 'old-stack', 'pm2', 's6', 'runit', 'bare-node', 'c-floor'],
	rounds: 3,
	// All are RUNNING to supervisord, and what is done once after a start is done.
	settleMs: 6000,
	async prepare(peer, context) {
		const pods: [string, RunningPeer][] = [];
		for (let count = context.quick ? 1 : 3; count > 0; count--) {
			pods.push(['end3', await startIdlePod(peer, context, 3)]);
		}
		for (let count = context.quick ? 1 : 2; count > 0; count--) {
			pods.push(['end100', await startIdlePod(peer, context, context.quick ? 10 : 100)]);
		}
		return pods.map(([figure, pod]) => async () => ({ [figure]: await shutDown(pod, context) }));
	},
	goals: [
		{ figure: 'end3', than: 'supervisord', atMost: 0.02 },
		{ figure: 'end3', than: 'bare-node', atMost: 2 },
		{ figure: 'end100', than: 'supervisord', atMost: 0.02 },
		{ figure: 'end100', than: 'bare-node', atMost: 2 },
	],
};

async function shutDown(pod: RunningPeer, context: Context): Promise<number> {
	const [signal, command] = typeof pod.stopBy === 'string' ? [constants.signals[pod.stopBy], []] : [0, pod.stopBy];
	const argv = [pod.pid, signal, PATIENCE_MS].map(String);
	const { stdout } = await promisify(execFile)(context.native('time-to-end'), [...argv, ...command]);
	if (stdout.trim() === 'late') throw new Error(`has not ended ${PATIENCE_MS / 1000} s after it was told to`);
	return Number(stdout) / 1e6;
}
