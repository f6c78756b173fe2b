/** One row of the bench: how a sample of it is taken from a peer, and what is to be reached. */
import type { BenchPod, Peer, RunningPeer } from './peer.ts';
import type { Stamps } from './runner/stamps.ts';

export interface Figure {
	readonly name: string;
	readonly title: string;
	/** 'ms', 'MiB', 'MB/s'; empty for a count. */
	readonly unit: string;
	/** What is good; 'lower' where it is not said. */
	readonly better?: 'lower' | 'higher';
}

/**
 * What Podvisor is to reach, in medians of one run: `figure` ≤ `atMost` × reference + `plus`, or ≥ `atLeast` × reference.
 * The reference is the same figure of the peer `than`, or its figure `thanFigure`; without a peer it is 1.
 */
export interface Goal {
	readonly figure: string;
	readonly than?: string;
	readonly thanFigure?: string;
	readonly atMost?: number;
	readonly atLeast?: number;
	readonly plus?: number;
}

export type Sample = Readonly<Record<string, number>>;

/** Takes one sample. */
export type Look = () => Promise<Sample>;

/** What a measure is given for one peer in one round; what it starts is ended and removed afterwards, whatever happens. */
export interface Context {
	/** Fewer programs, shorter waits: to see that it works, not to tell anything. */
	readonly quick: boolean;
	/** A fresh folder on a tmpfs. */
	directory(): string;
	/** The path of a program of bench/native, compiled. */
	native(name: string): string;
	/** A fifo for stamps; make it before the pod, and expect them before they come. */
	stamps(): Stamps;
	/** Starts a pod of the peer in a fresh folder, on a tmpfs where it is not said. */
	start(peer: Peer, pod: Omit<BenchPod, 'directory'>, place?: 'tmpfs' | 'disk'): Promise<RunningPeer>;
	/** Ends a pod and removes its folder now, where the others of the round shall not have it beside them. */
	finish(pod: RunningPeer): Promise<void>;
}

export interface Measure {
	readonly name: string;
	readonly title: string;
	readonly figures: readonly Figure[];
	/** Names of peers, in the order of the table. */
	readonly peers: readonly string[];
	/** How often all peers are prepared and looked at: each has as many samples of a figure as looks at it a round. */
	readonly rounds: number;
	/** Longer than that a preparation or a look takes only where something is stuck; 60 s where it is not said. */
	readonly timeoutMs?: number;
	/**
	 * A round begins with this for each peer, one after the other: it starts what has to run for a while before it is looked
	 * at, and gives the looks. They are taken in turn, the first of each peer, then the second: what disturbs the machine for
	 * a while disturbs all. A pod that waits for its turn must not disturb the others; a look that cannot have the pods of
	 * others beside it starts its own and finishes it.
	 */
	prepare(peer: Peer, context: Context): Promise<readonly Look[]>;
	/** How long the pods of all peers are left alone together before the first look. */
	readonly settleMs?: number;
	/** The looks of all peers are taken at once, since each only waits; else one after the other. */
	readonly atOnce?: boolean;
	readonly goals: readonly Goal[];
}
