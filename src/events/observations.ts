import type { Clock } from '../platform/system.ts';
import type { Observation, ObservationType } from './observation.ts';

/** What was seen, when it need not be said when: it was now. */
export type Seen = Observation extends infer Each
	? Each extends Observation
		? Omit<Each, 'at' | 'wallMs'>
		: never
	: never;

type Of<Type extends ObservationType> = Extract<Observation, { readonly type: Type }>;
type Listener = (observation: Observation) => void;

/** Tells what is seen in the pod to whoever wants to know. Everybody is told within `saw()`, in the order of their coming. */
export class Observations {
	readonly #clock: Clock;
	readonly #onError: (error: unknown, observation: Observation) => void;
	readonly #listeners = new Map<ObservationType, Set<Listener>>();

	/** `onError`: told of each listener that threw; the others hear of it all the same. */
	constructor(clock: Clock, onError: (error: unknown, observation: Observation) => void) {
		this.#clock = clock;
		this.#onError = onError;
	}

	/** Returns what ends it. */
	on<Type extends ObservationType>(type: Type, listener: (observation: Of<Type>) => void): () => void {
		const listeners = this.#listeners.get(type) ?? new Set();
		this.#listeners.set(type, listeners);
		// It is called with what it asked for only.
		const added = listener as Listener;
		listeners.add(added);
		return () => listeners.delete(added);
	}

	saw(seen: Seen): void {
		const observation = { ...seen, at: this.#clock.now(), wallMs: this.#clock.wall() } as Observation;
		for (const listener of [...(this.#listeners.get(seen.type) ?? [])]) {
			try {
				listener(observation);
			} catch (error) {
				this.#onError(error, observation);
			}
		}
	}
}
