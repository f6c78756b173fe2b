import type { ExitStatus } from '../foundation/exit-status.ts';
import { SIGKILL } from '../foundation/signals.ts';
import type { SignalOutcome } from '../platform/system.ts';
import type { SystemFailure } from '../platform/system-failure.ts';
import type { WorldEffect } from '../supervision/world-effect.ts';
import type { Children } from './children.ts';
import type { PodOptions } from './pod-options.ts';

export interface LeaderSignalsOptions extends Pick<PodOptions, 'system' | 'log' | 'events'> {
	readonly children: Children;
	readonly configOf: (key: string) => Parameters<PodOptions['events']['beforeStop']>[0] | undefined;
	/** The system refused to signal the leader of a process. */
	readonly onRefused: (effect: SignalEffect, failure: SystemFailure) => void;
	/** The leader is dead though its exit was never told. */
	readonly onLost: (pid: number, status: ExitStatus) => void;
}

type SignalEffect = Extract<WorldEffect, { type: 'signal' }>;

/** How long the exit of a process that cannot be signalled any more may be on its way. */
const LOST_AFTER_MS = 1000;

/** Signals to the leaders of processes, or to their process groups. */
export class LeaderSignals {
	readonly #options: LeaderSignalsOptions;

	constructor(options: LeaderSignalsOptions) {
		this.#options = options;
	}

	/** What the core decided to send. A listener may first answer what it was told, unless it is to be killed. */
	send(effect: SignalEffect): void {
		const { children, configOf, events } = this.#options;
		const config = configOf(effect.process);
		if (config === undefined || effect.signal === SIGKILL) {
			this.#sendNow(effect);
			return;
		}
		const child = children.ledBy(effect.pid);
		events.beforeStop(config, () => {
			// Else it ended while it was waited for.
			if (children.ledBy(effect.pid) === child) this.#sendNow(effect);
		});
	}

	/** To the leader alone, for whoever asked for it; `gone` where it is not alive. */
	sendTo(key: string, signal: number): SignalOutcome {
		const { children, system } = this.#options;
		const child = children.of(key);
		if (child === undefined || children.ledBy(child.pid) !== child) return 'gone';
		return system.processes.signal(child.pid, signal, { group: false });
	}

	#sendNow(effect: SignalEffect): void {
		const { system, onRefused } = this.#options;
		const { pid, signal, group } = effect;
		const outcome = system.processes.signal(pid, signal, { group });
		if (outcome === 'gone') this.#expectExit(pid);
		else if (outcome !== 'sent') onRefused(effect, outcome);
	}

	/**
	 * There is no such process any more, and its exit was not told yet. It may be on its way; a child that somebody else
	 * reaped never tells, and would be waited for for ever.
	 */
	#expectExit(pid: number): void {
		const { children, system, log, onLost } = this.#options;
		const child = children.ledBy(pid);
		if (child === undefined) return;
		system.clock.at(system.clock.now() + LOST_AFTER_MS, () => {
			if (children.ledBy(pid) !== child) return;
			log.critical(
				{ event: 'lost', process: child.key, pid },
				`${child.key} (pid ${pid}) is gone and was reaped by somebody else; how it ended is unknown`,
			);
			onLost(pid, { type: 'signal', signal: SIGKILL, dumpedCore: false });
		});
	}
}
