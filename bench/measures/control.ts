import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Measure } from '../measure.ts';
import type { RunningPeer } from '../peer.ts';
import { startIdlePod } from '../programs/start-idle-pod.ts';

/** Of each peer a round. */
const LOOKS = 9;

/** A command that tells the state of all programs, from its exec to its end. */
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
	rounds: 2,
	// Past the second in which supervisord calls a program STARTING, and whatever is done once after a start.
	settleMs: 6000,
	async prepare(peer, context) {
		const few = await startIdlePod(peer, context, 3);
		const many = await startIdlePod(peer, context, context.quick ? 10 : 100);
		const look = async () => ({
			status3: await time(few, few.statusCommand),
			status100: await time(many, many.statusCommand),
			...(peer.name === 'podvisor'
				? { health3: await time(few, healthCommand(few)), health100: await time(many, healthCommand(many)) }
				: {}),
		});
		return Array.from({ length: context.quick ? 1 : LOOKS }, () => look);
	},
	goals: [
		{ figure: 'status3', than: 'supervisord', atMost: 0.4 },
		{ figure: 'status100', than: 'supervisord', atMost: 0.4 },
		{ figure: 'health3', than: 'supervisord', thanFigure: 'status3', atMost: 0.4 },
		{ figure: 'health100', than: 'supervisord', thanFigure: 'status100', atMost: 0.4 },
	],
};

function healthCommand({ statusCommand = [] }: RunningPeer): string[] {
	return [...statusCommand.slice(0, -1), 'health'];
}

async function time(pod: RunningPeer, [file = '', ...argv]: readonly string[] = []): Promise<number> {
	const env = { ...process.env, ...pod.statusEnvironment };
	const began = performance.now();
	await promisify(execFile)(file, argv, { env, maxBuffer: 2 ** 26 });
	return performance.now() - began;
}
