import type { Figure, Goal, Sample } from '../measure.ts';
import { type Spread, spread } from './spread.ts';

/** What is kept of a measure, in bench/results/NAME.json. */
export interface Results {
	readonly measure: string;
	readonly title: string;
	/** When it ended, in ISO 8601. */
	readonly date: string;
	readonly machine: Readonly<Record<string, string | number>>;
	/** Of the peers, and of Podvisor's commit. */
	readonly versions: Readonly<Record<string, string>>;
	readonly figures: readonly Figure[];
	readonly goals: readonly Goal[];
	/** By peer, in the order of the table. */
	readonly samples: Readonly<Record<string, readonly Sample[]>>;
	/** Titles of the peers. */
	readonly titles: Readonly<Record<string, string>>;
	/** Why a peer has no samples, or fewer. */
	readonly failures: Readonly<Record<string, string>>;
}

/** Undefined where the peer has no such figure. */
export function spreadOf(results: Results, peer: string, figure: string): Spread | undefined {
	const values = (results.samples[peer] ?? []).map((sample) => sample[figure]);
	return spread(values.filter((value) => value !== undefined));
}
