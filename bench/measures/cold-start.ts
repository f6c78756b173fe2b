import { setTimeout as delay } from 'node:timers/promises';
import type { Context, Measure, Sample } from '../measure.ts';
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
	rounds: 3,
	async prepare(peer, context) {
		const small = async (settleMs = 0): Promise<Sample> => {
			const { first, cpu, all, settled } = await startPod(peer, context, 3, settleMs);
			return { first3: first, cpu3: cpu, all3: all, ...(settleMs > 0 ? { settled3: settled } : {}) };
		};
		const large = async (count: number, real: number): Promise<Sample> => {
			const { all, cpu } = await startPod(peer, context, real);
			return { [`all${count}`]: all, [`cpu${count}`]: cpu };
		};
		if (context.quick) return [() => small(500), () => large(100, 10), () => large(500, 20)];
		// What is small and noisy is looked at more often.
		return [
			() => small(),
			() => small(2000),
			() => large(100, 100),
			() => small(),
			() => small(),
			() => large(500, 500),
		];
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
	await context.finish(pod);
	return { first: Math.min(...times), all: Math.max(...times), cpu, settled };
}
