/** What came of asking once. */
export interface ProbeAnswer {
	readonly isOk: boolean;
	/** A phrase of one line. */
	readonly message: string;
	/** A failure that need not be seen several times: the program itself has said so. */
	readonly isDefinite?: boolean;
}

/**
 * A probe of one living process.
 * - `active`: it costs the program something to be asked (http, tcp, exec);
 * - `passive`: it is looked at (listen);
 * - `told`: it speaks by itself, and `onNews` says when (log, notify, fd).
 */
export interface ProbeAsker {
	readonly pace: 'active' | 'passive' | 'told';
	/** It is said once and for all: after a success nobody need ask again. */
	readonly isOnce: boolean;
	/** Never throws nor rejects, and takes no longer than the probe's time. `signal`: nobody wants to know any more. */
	ask(signal: AbortSignal): ProbeAnswer | Promise<ProbeAnswer>;
	/** Of those that speak by themselves: asked now, it has something new to say. */
	onNews(listener: () => void): void;
	close(): void;
}

/** The parts of one that must be asked, and holds nothing. */
export function activeProbe(ask: ProbeAsker['ask']): ProbeAsker {
	return { pace: 'active', isOnce: false, ask, onNews: () => {}, close: () => {} };
}
