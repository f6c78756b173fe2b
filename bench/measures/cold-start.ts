import { setTimeout as delay } from 'node:timers/promises';
import type { Context, Measure } from '../measure.ts';
import type { Peer } from '../peer.ts';
import { cpuOf } from '../processes/cpu-of.ts';

/** From the exec of the supervisor to the first instruction of static programs, each with a log file of its own. */
export const measure: Measure = {
	name: 'cold-start',
	title: 'Cold start',
	figures: [
		{ name: 'first3', title: 'first of 3 programs', unit: 'ms' },
		{ name: 'cpu3', title: 'CPU until all 3 run', unit: 'ms' },
		{ name: 'settled3', title: 'CPU until 2 s later', unit: 'ms' },
		{ name: 'all3', title: 'all of 3 programs', unit: 'ms' },
		{ name: 'all100', title: 'all of 100 programs', unit: 'ms' },
		{ name: 'cpu100', title: 'CPU until all 100 run', unit: 'ms' },
		{ name: 'all500', title: 'all of 500 programs', unit: 'ms' },
		{ name: 'cpu500', title: 'CPU until all 500 run', unit: 'ms' },
	],
	peers: ['podvisor', 'supervisord', 'old-stack', 'pm2', 's6', 'runit', 'daemontools', 'bare-node', 'c-floor'],
	rounds: 5,
	async run(peer, context) {
		const three = await startPod(peer, context, 3, context.quick ? 0 : 2000);
		const hundred = await startPod(peer, context, context.quick ? 10 : 100);
		const fiveHundred = await startPod(peer, context, context.quick ? 20 : 500);
		return {
			first3: three.first,
			cpu3: three.cpu,
			settled3: three.settled,
			all3: three.all,
			all100: hundred.all,
			cpu100: hundred.cpu,
			all500: fiveHundred.all,
			cpu500: fiveHundred.cpu,
		};
	},
	goals: [
		{ figure: 'first3', than: 'supervisord', atMost: 0.05 },
		{ figure: 'first3', than: 'bare-node', atMost: 1.3 },
		{ figure: 'settled3', than: 'supervisord', atMost: 0.4 },
		{ figure: 'all100', than: 'supervisord', atMost: 0.15 },
		{ figure: 'all500', than: 'supervisord', atMost: 0.25 },
		{ figure: 'all500', than: 's6', atMost: 1 },
		{ figure: 'all500', than: 'runit', atMost: 1 },
	],
};

interface StartedPod {
	/** Milliseconds since the exec. */
	readonly first: number;
	readonly all: number;
	/** Milliseconds of CPU. */
	readonly cpu: number;
	readonly settled: number;
}

async function startPod(peer: Peer, context: Context, count: number, settleMs = 0): Promise<StartedPod> {
	const stamps = context.stamps();
	const programs = Array.from({ length: count }, (_, index) => ({
		name: `program-${index}`,
		argv: stamps.argv(`program-${index}`),
	}));
	const started = await stamps.expect(count);
	const pod = await context.start(peer, { programs, logs: 'files' });
	const times = (await started()).map(({ ns }) => Number(ns - pod.startedAtNs) / 1e6);
	const cpu = cpuOf(pod.ownPids());
	if (settleMs > 0) await delay(settleMs);
	const settled = cpuOf(pod.ownPids());
	await pod.destroy();
	return { first: Math.min(...times), all: Math.max(...times), cpu, settled };
}
