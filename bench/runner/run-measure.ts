import type { Measure, Sample } from '../measure.ts';
import type { Peer } from '../peer.ts';
import { formatValue } from '../report/format-value.ts';
import type { Results } from '../report/results.ts';
import { BenchContext } from './bench-context.ts';
import { describeMachine } from './describe-machine.ts';

export interface RunOptions {
	readonly rounds: number;
	readonly quick: boolean;
	readonly tell: (line: string) => void;
}

/**
 * Takes the samples, one of each peer a round, so that what disturbs the machine for a while disturbs all of them. A peer
 * that fails is told and left out from then on.
 */
export async function runMeasure(measure: Measure, peers: readonly Peer[], options: RunOptions): Promise<Results> {
	const machine = describeMachine();
	const samples: Record<string, Sample[]> = Object.fromEntries(peers.map(({ name }) => [name, []]));
	const failures: Record<string, string> = {};
	for (let round = 1; round <= options.rounds; round++) {
		for (const peer of rotated(peers, round)) {
			if (failures[peer.name] !== undefined) continue;
			const began = performance.now();
			try {
				const sample = await takeSample(measure, peer, options.quick);
				samples[peer.name]?.push(sample);
				const values = Object.entries(sample).map(([name, value]) => `${name} ${formatValue(value)}`);
				const seconds = ((performance.now() - began) / 1000).toFixed(1);
				options.tell(
					`${measure.name} ${round}/${options.rounds} ${peer.name}: ${values.join(', ')} (took ${seconds} s)`,
				);
			} catch (error) {
				failures[peer.name] = (error as Error).message;
				options.tell(`${measure.name} ${round}/${options.rounds} ${peer.name} failed: ${(error as Error).message}`);
			}
		}
	}
	return {
		measure: measure.name,
		title: measure.title,
		date: new Date().toISOString(),
		machine,
		versions: Object.fromEntries(peers.map((peer) => [peer.name, peer.version()])),
		figures: measure.figures,
		goals: measure.goals,
		samples,
		titles: Object.fromEntries(peers.map(({ name, title }) => [name, title])),
		failures,
	};
}

/** Each round another one begins. */
function rotated<Item>(items: readonly Item[], by: number): Item[] {
	const at = by % Math.max(1, items.length);
	return [...items.slice(at), ...items.slice(0, at)];
}

async function takeSample(measure: Measure, peer: Peer, quick: boolean): Promise<Sample> {
	const context = new BenchContext(quick);
	const timeoutMs = measure.timeoutMs ?? 120_000;
	const { promise: late, reject } = Promise.withResolvers<never>();
	const timer = setTimeout(() => reject(new Error(`no sample after ${timeoutMs / 1000} s`)), timeoutMs);
	const sample = measure.run(peer, context);
	// Where it was late, its end of it is of no interest.
	sample.catch(() => undefined);
	try {
		return await Promise.race([sample, late]);
	} finally {
		clearTimeout(timer);
		await context.close();
	}
}
