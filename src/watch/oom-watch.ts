import type { ProcessConfig } from '../config/config.ts';
import type { OomVerdict } from '../events/oom-verdict.ts';
import { keyOf, nameOf } from '../events/process-ref.ts';
import { SIGKILL } from '../foundation/signals.ts';
import type { DaemonLog } from '../logs/daemon-log.ts';
import type { System } from '../platform/system.ts';
import type { ProcessNotice } from '../process/process-effect.ts';
import type { ProcessState } from '../process/process-state.ts';
import { OomLedger } from './oom-ledger.ts';

/** States that a process comes to by its end. */
const ENDS: ReadonlySet<ProcessState> = new Set(['STOPPED', 'EXITED', 'BACKOFF']);

/** Finds out at each death whether it was the kernel's OOM killer. */
export class OomWatch {
	readonly #system: System;
	readonly #log: DaemonLog;
	readonly #ledger = new OomLedger();
	readonly #verdicts = new Map<string, OomVerdict>();
	/** Who was sent SIGKILL here since its start. */
	readonly #killed = new Set<string>();
	#isEnding = false;

	constructor({ system, log }: { readonly system: System; readonly log: DaemonLog }) {
		this.#system = system;
		this.#log = log;
	}

	/** Looks at the kernel's counts; a kill that none of our deaths belongs to is told. */
	look(): void {
		const { memory, clock } = this.#system;
		const strangers = this.#ledger.look(memory.oomKills(), clock.now());
		if (strangers === 0) return;
		this.#log.warn(
			{ event: 'oom-kill', count: strangers },
			`the kernel's OOM killer ended ${strangers === 1 ? 'a process' : `${strangers} processes`} that a program had started`,
		);
	}

	notice(config: ProcessConfig, notice: ProcessNotice): void {
		const key = keyOf(config);
		if (notice.type === 'killing' && notice.signal === SIGKILL) this.#killed.add(key);
		if (notice.type !== 'state') return;
		const { from, to, exit, pid } = notice;
		if (to === 'STARTING') this.#killed.delete(key);
		// FATAL follows BACKOFF, and a failed spawn had no process.
		if (exit === undefined || pid === 0 || !ENDS.has(to) || from === 'BACKOFF') return;
		// Who ends otherwise was not killed; a look is for the next deaths, to know that an older kill was none of theirs.
		if (!this.#isEnding || OomLedger.isKilled(exit)) this.look();
		const verdict = this.#ledger.judge(exit, this.#killed.has(key));
		this.#verdicts.set(key, verdict);
		if (verdict !== 'yes') return;
		this.#log.warn(
			{ event: 'oom-kill', process: config.name, group: config.group, pid },
			`${nameOf(config)} (pid ${pid}) was ended by the kernel's OOM killer: the memory it may use was exhausted`,
		);
	}

	/** The pod ends: all die now, and the counts are looked at for those alone who were killed. */
	ending(): void {
		this.#isEnding = true;
	}

	/** Of the latest death. */
	of(key: string): OomVerdict {
		return this.#verdicts.get(key) ?? 'unknown';
	}
}
