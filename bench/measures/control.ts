import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Context, Measure, Sample } from '../measure.ts';
import type { Peer } from '../peer.ts';
import { startIdlePod } from '../programs/start-idle-pod.ts';
import { spread } from '../report/spread.ts';

/** A command that tells the state of all programs, from its exec to its end; the median of some in a row. */
export const measure: Measure = {
	name: 'control',
	title: 'Status command',
	figures: [
		{ name: 'status3', title: 'status of 3 programs', unit: 'ms' },
		{ name: 'status100', title: 'status of 100 programs', unit: 'ms' },
		{ name: 'health3', title: 'health of 3 programs', unit: 'ms' },
		{ name: 'health100', title: 'health of 100 programs', unit: 'ms' },
	],
	peers: ['podvisor', 'supervisord', 'pm2', 's6', 'runit'],
	rounds: 5,
	async run(peer, context) {
		return { ...(await sampleCommands(peer, context, 3)), ...(await sampleCommands(peer, context, 100)) };
	},
	goals: [
		{ figure: 'status3', than: 'supervisord', atMost: 0.4 },
		{ figure: 'status100', than: 'supervisord', atMost: 0.4 },
		{ figure: 'health3', than: 'supervisord', thanFigure: 'status3', atMost: 0.4 },
		{ figure: 'health100', than: 'supervisord', thanFigure: 'status100', atMost: 0.4 },
	],
};

async function sampleCommands(peer: Peer, context: Context, count: number): Promise<Sample> {
	const pod = await startIdlePod(peer, context, count);
	// Past the second in which supervisord calls a program STARTING.
	await delay(2000);
	const { statusCommand = [], statusEnvironment } = pod;
	const time = (command: readonly string[]): Promise<number> => medianTime(command, statusEnvironment, context.quick);
	const sample: Record<string, number> = { [`status${count}`]: await time(statusCommand) };
	if (peer.name === 'podvisor') sample[`health${count}`] = await time([...statusCommand.slice(0, -1), 'health']);
	await pod.destroy();
	return sample;
}

async function medianTime(
	[file = '', ...argv]: readonly string[],
	environment: Readonly<Record<string, string>> | undefined,
	quick: boolean,
): Promise<number> {
	const times: number[] = [];
	for (let i = 0; i < (quick ? 1 : 5); i++) {
		const began = performance.now();
		await promisify(execFile)(file, argv, { env: { ...process.env, ...environment }, maxBuffer: 2 ** 26 });
		times.push(performance.now() - began);
	}
	return spread(times)?.median ?? Number.NaN;
}
