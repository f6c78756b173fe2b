import type { ObservedLevel } from './observation.ts';
import type { Observations } from './observations.ts';
import { keyOf } from './process-ref.ts';

/** Memory or disk that is short just now. */
export interface Pressure {
	readonly level: Exclude<ObservedLevel, 'ok'>;
	/** A sentence for a person. */
	readonly reason: string;
}

/** What is short just now, of the pod and of each process. */
export class Pressures {
	readonly #ofProcess = new Map<string, Pressure>();
	/** By what is short. */
	readonly #ofPod = new Map<string, Pressure>();

	constructor(observations: Observations) {
		observations.on('memory', ({ process, level, reason }) => {
			if (process === undefined) note(this.#ofPod, 'memory', { level, reason });
			else note(this.#ofProcess, keyOf(process), { level, reason });
		});
		observations.on('disk', ({ path, resource, level, reason }) => {
			note(this.#ofPod, `${resource} ${path}`, { level, reason });
		});
		observations.on('state', ({ process, to }) => {
			// In all other states, what took the memory is gone.
			if (to !== 'RUNNING' && to !== 'STOPPING') this.#ofProcess.delete(keyOf(process));
		});
	}

	/** Of the pod as a whole: its memory, and its disks. */
	get pod(): readonly Pressure[] {
		return [...this.#ofPod.values()];
	}

	/** The memory of a process and its descendants; `undefined` where it is within its bounds. */
	of(key: string): Pressure | undefined {
		return this.#ofProcess.get(key);
	}
}

function note(
	pressures: Map<string, Pressure>,
	what: string,
	{ level, reason }: { readonly level: ObservedLevel; readonly reason: string },
): void {
	if (level === 'ok') pressures.delete(what);
	else pressures.set(what, { level, reason });
}
