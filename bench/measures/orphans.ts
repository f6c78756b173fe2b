import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Context, Measure, Sample } from '../measure.ts';
import type { RunningPeer } from '../peer.ts';
import { cpuOf } from '../processes/cpu-of.ts';
import { childrenOf } from '../processes/process-tree.ts';

/** Who has not reaped them all by then never does. */
const PATIENCE_MS = 5000;

/** Twenty thousand processes whose parents ended, left to PID 1. */
export const measure: Measure = {
	name: 'orphans',
	title: '20,000 orphans, as PID 1',
	figures: [
		{ name: 'peak', title: 'most zombies at once', unit: '' },
		{ name: 'goneMs', title: `from the last fork to no zombie (${PATIENCE_MS}: not by then)`, unit: 'ms' },
		{ name: 'left', title: `zombies left after ${PATIENCE_MS / 1000} s`, unit: '' },
		{ name: 'cpu', title: 'CPU of PID 1', unit: 'ms' },
		{ name: 'stormMs', title: 'wall time of the forks', unit: 'ms' },
	],
	peers: ['podvisor', 'supervisord', 'pm2', 's6', 'runit', 'tini', 'dumb-init', 'bare-node', 'c-floor'],
	rounds: 3,
	// Its own start is no part of this.
	settleMs: 6000,
	async prepare(peer, context) {
		const count = context.quick ? 2000 : 20_000;
		const folder = context.directory();
		const go = join(folder, 'go');
		spawnSync('mkfifo', [go]);
		const stamps = context.stamps();
		const started = await stamps.expect(1);
		const program = { name: 'storm', argv: [context.native('fork-storm'), go, stamps.path, String(count)] };
		const pod = await context.start(peer, { programs: [program], logs: 'none' });
		await started();
		return [
			async () => {
				const sample = await storm(pod, go, await watchOrphans(pod, stamps.path, context));
				await context.finish(pod);
				return sample;
			},
		];
	},
	goals: [
		{ figure: 'peak', than: 'tini', atMost: 2 },
		{ figure: 'goneMs', atMost: 5 },
		{ figure: 'cpu', than: 'tini', atMost: 2 },
	],
};

async function storm(pod: RunningPeer, go: string, counted: () => Promise<number[]>): Promise<Sample> {
	const before = cpuOf([pod.pid]);
	const began = process.hrtime.bigint();
	writeFileSync(go, 'x');
	const [peak = 0, lastForkNs = 0, noneLeftNs = 0, left = 0] = await counted();
	return {
		peak,
		goneMs: noneLeftNs === 0 ? PATIENCE_MS : Math.max(0, (noneLeftNs - lastForkNs) / 1e6),
		left,
		cpu: cpuOf([pod.pid]) - before,
		stormMs: (lastForkNs - Number(began)) / 1e6,
	};
}

/** Resolves when it looks; what that gives tells what bench/native/count-orphans.c says in the end. */
async function watchOrphans(pod: RunningPeer, told: string, context: Context): Promise<() => Promise<number[]>> {
	const argv = [pod.pid, childrenOf(pod.pid).length, told, PATIENCE_MS].map(String);
	const child = spawn(context.native('count-orphans'), argv, { stdio: ['ignore', 'pipe', 'inherit'] });
	const output = child.stdout as Readable;
	let text = '';
	output.setEncoding('latin1').on('data', (chunk: string) => {
		text += chunk;
	});
	const ended = once(child, 'close');
	await once(output, 'data');
	return async () => {
		await ended;
		return text.replace('ready\n', '').trim().split(' ').map(Number);
	};
}
