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

/** Signals that came, in order, and who takes them. */
export class SignalInbox {
	readonly #early: DaemonSignal[] = [];
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
		if (this.#listener === undefined) this.#early.push(signal);
		else this.#listener(signal);
	}
}

export const signalInbox: SignalInbox = new SignalInbox();
