import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context, Measure, Sample } from '../measure.ts';
import type { Peer, RunningPeer } from '../peer.ts';
import { cpuOf } from '../processes/cpu-of.ts';
import { switchesOf } from '../processes/switches-of.ts';
import { freePorts } from '../programs/free-ports.ts';
import { startIdlePod } from '../programs/start-idle-pod.ts';
import { startServerPod } from '../programs/start-server-pod.ts';

const WATCHING: ReadonlySet<string> = new Set(['podvisor', 'old-stack']);

/** What a pod that has nothing to do does nevertheless, in half a minute; and what it costs to be watched. */
export const measure: Measure = {
	name: 'idle-cpu',
	title: 'CPU, idle, in 30 s',
	figures: [
		{ name: 'cpu3', title: '3 programs', unit: 'ms' },
		{ name: 'switches3', title: 'switches, 3 programs', unit: '' },
		{ name: 'cpu100', title: '100 programs', unit: 'ms' },
		{ name: 'switches100', title: 'switches, 100 programs', unit: '' },
		{ name: 'watchedCpu', title: '3 services, watched', unit: 'ms' },
		{ name: 'watchedSwitches', title: 'switches, 3 services, watched', unit: '' },
	],
	peers: ['podvisor', 'supervisord', 'old-stack', 'pm2', 's6', 'runit', 'bare-node'],
	rounds: 2,
	// The pods of all peers are watched in the same half minute: who is idle disturbs nobody.
	settleMs: 15_000,
	atOnce: true,
	async prepare(peer, context) {
		const pods: [string, RunningPeer][] = [
			['3', await startIdlePod(peer, context, 3)],
			['100', await startIdlePod(peer, context, context.quick ? 10 : 100)],
		];
		if (WATCHING.has(peer.name)) pods.push(['watched', await startWatchedPod(peer, context)]);
		return [() => watch(pods, context)];
	},
	goals: [
		{ figure: 'switches3', atMost: 0 },
		{ figure: 'switches100', atMost: 0 },
	],
};

async function watch(pods: readonly [string, RunningPeer][], context: Context): Promise<Sample> {
	const before = pods.map(([, pod]) => usedBy(pod));
	await delay(context.quick ? 5000 : 30_000);
	const sample: Record<string, number> = {};
	for (const [index, [name, pod]] of pods.entries()) {
		const { cpu, switches } = usedBy(pod);
		const names = name === 'watched' ? ['watchedCpu', 'watchedSwitches'] : [`cpu${name}`, `switches${name}`];
		sample[names[0] ?? ''] = cpu - (before[index]?.cpu ?? 0);
		sample[names[1] ?? ''] = switches - (before[index]?.switches ?? 0);
	}
	return sample;
}

function usedBy(pod: RunningPeer): { readonly cpu: number; readonly switches: number } {
	const own = pod.ownPids();
	return { cpu: cpuOf(own), switches: switchesOf(own) };
}

/** Three services with the watchers of conf/core-pod.conf; the old stack has its own. */
async function startWatchedPod(peer: Peer, context: Context): Promise<RunningPeer> {
	const ports = await freePorts(3);
	const node = process.execPath;
	if (peer.name !== 'podvisor') return startServerPod(peer, context, { ports, node });
	const more = (port: number) => ({ conf: watchedProgram(port) });
	return startServerPod(peer, context, { ports, node, more, conf: watchers(context.directory()) });
}

function watchedProgram(port: number): string {
	return `health=http://127.0.0.1:${port}/health
health_interval=5s
health_timeout=2s
health_retries=3
health_start_period=10s
memory_warning=160MB
memory_limit=200MB
`;
}

function watchers(folder: string): string {
	return `[memory_watcher]
warning=85%
critical=95%
interval=10s
sustained=30s
metrics_file=${join(folder, 'memory_metrics.json')}
[disk_watcher]
paths=${folder}
warning=80%
critical=90%
[alert:file]
type=file
path=${join(folder, 'alerts.json')}
`;
}
