import type { ExitStatus } from '../foundation/exit-status.ts';
import { SIGKILL } from '../foundation/signals.ts';
import type { OomKills } from '../platform/memory.ts';
import type { OomVerdict } from './oom-verdict.ts';

/** A shell's exit status where what it ran was killed. */
const KILLED_BELOW_A_SHELL = 128 + SIGKILL;

/** A kill that nobody died of by then was of somebody else: a worker of a program, or what a program started. */
const CLAIM_MS = 10_000;

/**
 * Whom the kernel's OOM killer ended. The kernel only counts its kills, each before the signal is sent, so that a death
 * by SIGKILL that nobody asked for and a count that rose belong together: each kill is one death's.
 */
export class OomLedger {
	#counts: ReadonlyMap<string, number> | undefined;
	#isHostWide = false;
	#unclaimed = 0;
	#unclaimedSince = 0;

	/**
	 * Looks at the counts. The first look is what the others are compared with.
	 * @returns How many kills were nobody's whom we know.
	 */
	look(kills: OomKills | undefined, at: number): number {
		const before = this.#counts;
		this.#counts = kills?.counts;
		this.#isHostWide = kills?.isHostWide ?? false;
		const stale = at - this.#unclaimedSince > CLAIM_MS ? this.#unclaimed : 0;
		this.#unclaimed -= stale;
		if (before === undefined || kills === undefined) return stale;
		let risen = 0;
		for (const [where, count] of kills.counts) risen += Math.max(0, count - (before.get(where) ?? 0));
		if (risen > 0) this.#unclaimedSince = at;
		this.#unclaimed += risen;
		return stale;
	}

	/**
	 * What a death was, after a look at the counts in that moment.
	 * @param wasKilledByUs It was sent SIGKILL here.
	 */
	judge(exit: ExitStatus, wasKilledByUs: boolean): OomVerdict {
		if (!isKilled(exit)) return 'no';
		if (this.#counts === undefined) return 'unknown';
		if (this.#unclaimed === 0) return 'no';
		// Its death may be either's; and a kill that was counted for the whole machine may be anybody's.
		if (wasKilledByUs || this.#isHostWide) return 'unknown';
		this.#unclaimed--;
		return 'yes';
	}
}

function isKilled(exit: ExitStatus): boolean {
	return exit.type === 'signal' ? exit.signal === SIGKILL : exit.code === KILLED_BELOW_A_SHELL;
}
