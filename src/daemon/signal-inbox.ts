/**
 * The first thing that runs, before anything else is loaded: a container's PID 1 ignores every signal that it has no
 * handler for, so a SIGTERM during start would be lost for good. What comes before the daemon listens is kept.
 */
import { setFlagsFromString } from 'node:v8';

// Small memory before fast loops: a supervisor waits, and its own heap is what it costs a pod. See docs/adr/0005.
if (process.env['PODVISOR_V8_TUNING'] !== 'off') {
	for (const flag of ['--no-opt', '--no-maglev', '--optimize-for-size', '--semi-space-growth-factor=1']) {
		setFlagsFromString(flag);
	}
}

/** What the daemon acts on. SIGUSR1 is taken only so that Node does not open its debugger on it. */
export type DaemonSignal = 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2';

const SIGNALS: readonly DaemonSignal[] = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

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

	constructor() {
		for (const signal of SIGNALS) process.on(signal, () => this.#receive(signal));
	}

	/** From now on `listener` takes them, the ones that came already first. */
	listen(listener: (signal: DaemonSignal) => void): void {
		this.#listener = listener;
		for (const signal of this.#early.splice(0)) listener(signal);
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

export const signalInbox: SignalInbox = new SignalInbox();
