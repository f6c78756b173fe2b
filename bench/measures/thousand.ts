import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Context, Measure, Sample } from '../measure.ts';
import type { Peer, RunningPeer } from '../peer.ts';
import { memoryOf } from '../processes/memory-of.ts';
import { whenQuiet } from '../processes/when-quiet.ts';
import { nodeApart } from '../programs/node-apart.ts';

const FEW = 100;
const MANY = 1000;
/** Loopback is the machine's. */
const PORT = 19_181;

/** A pod of a thousand programs beside one of a hundred: nothing may grow faster than the pod. */
export const measure: Measure = {
	name: 'thousand',
	title: '1,000 programs',
	figures: [
		{ name: 'all100', title: 'all of 100 run', unit: 'ms' },
		{ name: 'all1000', title: 'all of 1,000 run', unit: 'ms' },
		{ name: 'pss100', title: 'memory (PSS), 100', unit: 'MiB' },
		{ name: 'pss1000', title: 'memory (PSS), 1,000', unit: 'MiB' },
		{ name: 'status100', title: 'status, 100', unit: 'ms' },
		{ name: 'status1000', title: 'status, 1,000', unit: 'ms' },
		{ name: 'scrape100', title: 'scrape of the metrics, 100', unit: 'ms' },
		{ name: 'scrape1000', title: 'scrape of the metrics, 1,000', unit: 'ms' },
	],
	peers: ['podvisor', 'supervisord', 'pm2', 's6', 'runit', 'bare-node'],
	rounds: 3,
	timeoutMs: 180_000,
	// One pod at a time: a thousand processes are not nothing, and who runs the same program shares its pages.
	async prepare(peer, context) {
		const many = async () => named(await look(peer, context, context.quick ? 100 : MANY), '1000');
		const few = async () => named(await look(peer, context, context.quick ? 10 : FEW), '100');
		// Only Podvisor's growth has goals; what a hundred cost others is told by the other measures.
		return peer.name === 'podvisor' ? [few, many] : [many];
	},
	goals: [
		{ figure: 'all1000', than: 'podvisor', thanFigure: 'all100', atMost: 11 },
		{ figure: 'pss1000', than: 'podvisor', thanFigure: 'pss100', atMost: 11 },
		{ figure: 'status1000', than: 'podvisor', thanFigure: 'status100', atMost: 11 },
		{ figure: 'scrape1000', than: 'podvisor', thanFigure: 'scrape100', atMost: 11 },
		{ figure: 'all1000', than: 'supervisord', atMost: 0.25 },
		{ figure: 'pss1000', than: 'supervisord', atMost: 1.5 },
	],
};

function named(figures: Readonly<Record<string, number>>, count: string): Sample {
	return Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${name}${count}`, value]));
}

async function look(peer: Peer, context: Context, count: number): Promise<Record<string, number>> {
	const stamps = context.stamps();
	const programs = Array.from({ length: count }, (_, index) => ({
		name: `program-${index}`,
		argv: stamps.argv(`program-${index}`),
	}));
	const started = await stamps.expect(count);
	const conf = peer.name === 'podvisor' ? `[probe_server]\nlisten=127.0.0.1:${PORT}\n` : '';
	// A Node that the bench does not run on: they would share its pages.
	const pod = await context.start(peer, { programs, logs: 'files', conf, node: nodeApart() });
	const times = (await started()).map(({ ns }) => Number(ns - pod.startedAtNs) / 1e6);
	await whenQuiet(peer, pod, context);
	const pss = memoryOf(pod.ownPids()).pssMib;
	const status = pod.statusCommand === undefined ? {} : { status: await middle(() => askStatus(pod)) };
	const scrape = conf === '' ? {} : { scrape: await middle(scrapeMetrics) };
	await context.finish(pod);
	return { all: Math.max(...times), pss, ...status, ...scrape };
}

/** Of three times in milliseconds, after one that loads what it needs. */
async function middle(ask: () => Promise<void>): Promise<number> {
	const took: number[] = [];
	for (let count = 0; count < 4; count++) {
		const began = performance.now();
		await ask();
		took.push(performance.now() - began);
		// Podvisor gives a page of metrics that is younger than this again.
		await delay(300);
	}
	return took.slice(1).sort((a, b) => a - b)[1] as number;
}

async function askStatus({ statusCommand = [], statusEnvironment }: RunningPeer): Promise<void> {
	const [file = '', ...argv] = statusCommand;
	await promisify(execFile)(file, argv, { env: { ...process.env, ...statusEnvironment }, maxBuffer: 64 << 20 });
}

async function scrapeMetrics(): Promise<void> {
	const response = await fetch(`http://127.0.0.1:${PORT}/metrics`);
	await response.text();
	if (!response.ok) throw new Error(`a scrape was answered with ${response.status}`);
}
