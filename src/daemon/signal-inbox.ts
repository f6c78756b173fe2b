/**
 * The first thing that runs, before anything else is loaded: a container's PID 1 ignores every signal that it has no
 * handler for, so a SIGTERM during start would be lost for good. What comes before the daemon listens is kept, and of
 * what came even before this, the order to stop.
 */
import { noteEarlySignals } from '../platform/early-signals.ts';
import { addonIfLoaded } from '../platform/own-addon.ts';
import { notedSignal } from './start-line.ts';

/** What the daemon acts on. SIGUSR1 is taken only so that Node does not open its debugger on it. */
export type DaemonSignal = 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2';

/** Those that Node does not handle by itself come first, so that all is loaded when its own two are taken over. */
const SIGNALS: readonly DaemonSignal[] = ['SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];
const TAKEN_OVER: readonly DaemonSignal[] = ['SIGTERM', 'SIGINT'];

/**
 * What is the same twice as once, and takes its time. libuv keeps some 4,000 signals and drops what comes then, SIGTERM
 * too: a storm of these must be read faster than it is sent.
 */
const REPEATABLE: ReadonlySet<DaemonSignal> = new Set(['SIGHUP', 'SIGUSR1', 'SIGUSR2']);

/** Signals that came, in order, and who takes them; a repeatable one that waits already is not kept twice. */
export class SignalInbox {
	readonly #early: DaemonSignal[] = [];
	readonly #waiting = new Set<DaemonSignal>();
	#listener: ((signal: DaemonSignal) => void) | undefined;

	/** `noteEarly` begins to note what comes until all are taken, and what it returns tells of it. */
	constructor(noteEarly: () => () => DaemonSignal | undefined = () => () => undefined) {
		for (const signal of SIGNALS) this.#take(signal);
		const early = noteEarly();
		for (const signal of TAKEN_OVER) this.#take(signal);
		const came = early();
		if (came !== undefined) this.#receive(came);
	}

	/** From now on `listener` takes them, the ones that came already first. */
	listen(listener: (signal: DaemonSignal) => void): void {
		this.#listener = listener;
		for (const signal of this.#early.splice(0)) listener(signal);
	}

	#take(signal: DaemonSignal): void {
		process.on(signal, () => this.#receive(signal));
	}

	#receive(signal: DaemonSignal): void {
		const isRepeatable = REPEATABLE.has(signal);
		if (this.#listener === undefined) {
			if (!isRepeatable || !this.#early.includes(signal)) this.#early.push(signal);
			return;
		}
		if (!isRepeatable) {
			this.#listener(signal);
			return;
		}
		if (this.#waiting.has(signal)) return;
		this.#waiting.add(signal);
		setImmediate(() => {
			this.#waiting.delete(signal);
			this.#listener?.(signal);
		});
	}
}

export const signalInbox: SignalInbox = new SignalInbox(() => {
	const early = noteEarlySignals(addonIfLoaded);
	return () => notedSignal ?? early();
});
