import type { CorePod } from './core-pod.ts';

/** A pod on trial. */
export interface Trial {
	readonly pod: CorePod;
	/** One line of progress: what is done now, or waited for. */
	readonly say: (step: string) => void;
	/** It was made for this trial: its logs may be moved, and it may be stopped. */
	readonly isOwn: boolean;
	/** performance.now() before `docker run`, and what it took; of an own one. */
	readonly started?: { readonly atMs: number };
}

export interface Finding {
	/** What was measured. */
	readonly figure: string;
	/** The same in a word, for a table of many. */
	readonly brief?: string;
	/** What does not hold; it holds where this is empty. */
	readonly faults: readonly string[];
}

/** One of the six things that a core pod must do, and how it is tried. */
export interface Criterion {
	readonly name: string;
	/** With its number. */
	readonly title: string;
	/** What the figure is held against. */
	readonly limit: string;
	readonly run: (trial: Trial) => Promise<Finding>;
}
