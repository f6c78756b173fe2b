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

/** What a measure is given for one sample; what it starts is ended and removed afterwards, whatever happens. */
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
}

export interface Measure {
	readonly name: string;
	readonly title: string;
	readonly figures: readonly Figure[];
	/** Names of peers, in the order of the table. */
	readonly peers: readonly string[];
	/** How many samples of each peer the medians are of. */
	readonly rounds: number;
	/** One sample takes longer only where something is stuck; 120 s where it is not said. */
	readonly timeoutMs?: number;
	run(peer: Peer, context: Context): Promise<Sample>;
	readonly goals: readonly Goal[];
}
