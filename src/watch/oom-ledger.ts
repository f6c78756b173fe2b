import type { OomVerdict } from '../events/oom-verdict.ts';
import type { ExitStatus } from '../foundation/exit-status.ts';
import { SIGKILL } from '../foundation/signals.ts';
import type { OomKills } from '../platform/memory.ts';

/** A shell's exit status where what it ran was killed. */
const KILLED_BELOW_A_SHELL = 128 + SIGKILL;

/** A kill that nobody died of by then was of somebody else: a worker of a program, or what a program started. */
const CLAIM_MS = 10_000;

/**
 * Whom the kernel's OOM killer ended. The kernel only counts its kills, each before the signal is sent, so that a death
 * by SIGKILL that nobody asked for and a count that rose belong together: each kill is one death's.
 */
export class OomLedger {
	readonly #own = new KillCount();
	readonly #around = new KillCount();
	#isCounted = false;

	/**
	 * Looks at the counts. The first look is what the others are compared with.
	 * @returns How many kills in the pod were nobody's whom we know.
	 */
	look(kills: OomKills | undefined, at: number): number {
		this.#isCounted = kills !== undefined;
		this.#around.look(kills?.around, at);
		return this.#own.look(kills?.own, at);
	}

	/** Can this have been the OOM killer at all? */
	static isKilled(exit: ExitStatus): boolean {
		return exit.type === 'signal' ? exit.signal === SIGKILL : exit.code === KILLED_BELOW_A_SHELL;
	}

	/**
	 * What a death was, after a look at the counts in that moment.
	 * @param wasKilledByUs It was sent SIGKILL here.
	 */
	judge(exit: ExitStatus, wasKilledByUs: boolean): OomVerdict {
		if (!OomLedger.isKilled(exit)) return 'no';
		if (!this.#isCounted) return 'unknown';
		if (this.#own.unclaimed === 0) return this.#around.unclaimed === 0 ? 'no' : 'unknown';
		// Its death may be either's.
		if (wasKilledByUs) return 'unknown';
		this.#own.claim();
		this.#around.claim();
		return 'yes';
	}
}

/** How many kills were counted that are no death's yet. */
class KillCount {
	unclaimed = 0;
	#counts: ReadonlyMap<string, number> | undefined;
	#since = 0;

	/** Returns how many nobody has claimed in time. */
	look(counts: ReadonlyMap<string, number> | undefined, at: number): number {
		const before = this.#counts;
		this.#counts = counts;
		const stale = at - this.#since > CLAIM_MS ? this.unclaimed : 0;
		this.unclaimed -= stale;
		if (before === undefined || counts === undefined) return stale;
		let risen = 0;
		for (const [where, count] of counts) risen += Math.max(0, count - (before.get(where) ?? 0));
		if (risen > 0) this.#since = at;
		this.unclaimed += risen;
		return stale;
	}

	claim(): void {
		this.unclaimed = Math.max(0, this.unclaimed - 1);
	}
}
