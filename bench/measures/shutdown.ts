import { execFile } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Context, Measure } from '../measure.ts';
import type { Peer } from '../peer.ts';

const PATIENCE_MS = 60_000;

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
	rounds: 5,
	async run(peer, context) {
		return { end3: await shutDown(peer, context, 3), end100: await shutDown(peer, context, context.quick ? 10 : 100) };
	},
	goals: [
		{ figure: 'end3', than: 'supervisord', atMost: 0.02 },
		{ figure: 'end3', than: 'bare-node', atMost: 2 },
		{ figure: 'end100', than: 'supervisord', atMost: 0.02 },
		{ figure: 'end100', than: 'bare-node', atMost: 2 },
	],
};

async function shutDown(peer: Peer, context: Context, count: number): Promise<number> {
	const stamps = context.stamps();
	const programs = Array.from({ length: count }, (_, index) => ({
		name: `program-${index}`,
		argv: stamps.argv(`program-${index}`),
	}));
	const started = await stamps.expect(count);
	const pod = await context.start(peer, { programs, logs: 'files' });
	await started();
	// All are RUNNING to supervisord.
	await delay(2500);
	const [signal, command] = typeof pod.stopBy === 'string' ? [constants.signals[pod.stopBy], []] : [0, pod.stopBy];
	const argv = [pod.pid, signal, PATIENCE_MS].map(String);
	const { stdout } = await promisify(execFile)(context.native('time-to-end'), [...argv, ...command]);
	if (stdout.trim() === 'late') throw new Error(`has not ended ${PATIENCE_MS / 1000} s after it was told to`);
	return Number(stdout) / 1e6;
}
