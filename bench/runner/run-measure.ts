import { setTimeout as delay } from 'node:timers/promises';
import type { Look, Measure, Sample } from '../measure.ts';
import type { Peer } from '../peer.ts';
import { formatValue } from '../report/format-value.ts';
import type { Results } from '../report/results.ts';
import { BenchContext } from './bench-context.ts';
import { describeMachine } from './describe-machine.ts';
import { inTurn } from './in-turn.ts';

export interface RunOptions {
	readonly rounds: number;
	readonly quick: boolean;
	readonly tell: (line: string) => void;
}

/** A peer that fails is told, and has another chance; after so many failures it is left out of the measure. */
const FAILURES_AT_MOST = 2;
const QUICK_SETTLE_MS = 1500;

/** Takes the samples, round by round, and in each the first look of every peer, then the second. */
export async function runMeasure(measure: Measure, peers: readonly Peer[], options: RunOptions): Promise<Results> {
	const machine = describeMachine();
	const run = new Run(measure, peers, options);
	for (let round = 1; round <= options.rounds; round++) await run.round(round);
	return {
		measure: measure.name,
		title: measure.title,
		date: new Date().toISOString(),
		machine,
		versions: Object.fromEntries(peers.map((peer) => [peer.name, peer.version()])),
		figures: measure.figures,
		goals: measure.goals,
		samples: run.samples,
		titles: Object.fromEntries(peers.map(({ name, title }) => [name, title])),
		failures: Object.fromEntries([...run.failures].map(([name, messages]) => [name, messages.join('; ')])),
	};
}

type Prepared = ReadonlyMap<Peer, readonly Look[]>;

class Run {
	readonly samples: Record<string, Sample[]>;
	readonly failures = new Map<string, string[]>();
	readonly #measure: Measure;
	readonly #peers: readonly Peer[];
	readonly #options: RunOptions;
	/** So many turns were taken, of all rounds. */
	#turns = 0;

	constructor(measure: Measure, peers: readonly Peer[], options: RunOptions) {
		this.samples = Object.fromEntries(peers.map(({ name }) => [name, []]));
		this.#measure = measure;
		this.#peers = peers;
		this.#options = options;
	}

	async round(round: number): Promise<void> {
		const { quick, tell } = this.#options;
		const { settleMs = 0, atOnce = false } = this.#measure;
		const title = `${this.#measure.name} ${round}/${this.#options.rounds}`;
		const contexts: BenchContext[] = [];
		try {
			const prepared = new Map<Peer, readonly Look[]>();
			for (const peer of inTurn(this.#peers, round - 1)) {
				if (this.#isOut(peer)) continue;
				const context = new BenchContext(quick);
				contexts.push(context);
				const looks = await this.#attempt(title, peer, () => this.#measure.prepare(peer, context));
				if (looks === undefined) await this.#close(title, context);
				else prepared.set(peer, looks);
			}
			if (settleMs > 0) {
				tell(`${title}: all peers run; they settle`);
				await delay(quick ? Math.min(settleMs, QUICK_SETTLE_MS) : settleMs);
			}
			if (atOnce) {
				const taken = [...prepared].flatMap(([peer, looks]) => looks.map((look) => this.#take(title, peer, look)));
				await Promise.all(taken);
			} else await this.#takeInTurn(title, prepared);
		} finally {
			for (const context of contexts) await this.#close(title, context);
		}
	}

	async #takeInTurn(title: string, prepared: Prepared): Promise<void> {
		const most = Math.max(0, ...[...prepared.values()].map(({ length }) => length));
		for (let nth = 0; nth < most; nth++) {
			for (const peer of inTurn(this.#peers, this.#turns++)) {
				const look = prepared.get(peer)?.[nth];
				if (look !== undefined) await this.#take(title, peer, look);
			}
		}
	}

	async #take(title: string, peer: Peer, look: Look): Promise<void> {
		if (this.#isOut(peer)) return;
		const began = performance.now();
		const sample = await this.#attempt(title, peer, look);
		if (sample === undefined) return;
		this.samples[peer.name]?.push(sample);
		const values = Object.entries(sample).map(([name, value]) => `${name} ${formatValue(value)}`);
		const seconds = ((performance.now() - began) / 1000).toFixed(1);
		this.#options.tell(`${title} ${peer.name}: ${values.join(', ')} (${seconds} s)`);
	}

	/** Undefined where it failed or was late. */
	async #attempt<Value>(title: string, peer: Peer, act: () => Promise<Value>): Promise<Value | undefined> {
		const timeoutMs = this.#measure.timeoutMs ?? 60_000;
		const { promise: late, reject } = Promise.withResolvers<never>();
		const timer = setTimeout(() => reject(new Error(`nothing after ${timeoutMs / 1000} s`)), timeoutMs);
		try {
			const acting = act();
			// Where it was late, its end of it is of no interest.
			acting.catch(() => undefined);
			return await Promise.race([acting, late]);
		} catch (error) {
			const { message } = error as Error;
			this.#options.tell(`${title} ${peer.name} FAILED: ${message}`);
			this.failures.set(peer.name, [...(this.failures.get(peer.name) ?? []), message]);
			return undefined;
		} finally {
			clearTimeout(timer);
		}
	}

	/** What cannot be tidied up is no reason to lose what was measured. */
	async #close(title: string, context: BenchContext): Promise<void> {
		try {
			await context.close();
		} catch (error) {
			this.#options.tell(`${title}: cannot tidy up: ${(error as Error).message}`);
		}
	}

	#isOut({ name }: Peer): boolean {
		return (this.failures.get(name)?.length ?? 0) >= FAILURES_AT_MOST;
	}
}
