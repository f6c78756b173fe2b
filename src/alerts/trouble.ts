import type { AlertSeverity } from '../config/config.ts';
import type { ProcessRef } from '../events/process-ref.ts';
import type { Finding, FindingKind } from './finding.ts';

/** What came and went often within this time is flapping, and calm when it did not for as long. */
export const FLAP_WINDOW_MS = 600_000;

/** Something that is or was wrong, as one sink knows it. Times are monotonic milliseconds. */
export interface Trouble {
	readonly kind: FindingKind;
	readonly subject: ProcessRef | undefined;
	isThere: boolean;
	/** What was told of it last; `undefined`: nothing. */
	told: 'firing' | 'resolved' | undefined;
	toldSeverity: AlertSeverity | undefined;
	/** It is not told again before. */
	silentUntil: number;
	count: number;
	/** When it came, within the window. */
	comings: readonly number[];
	/** When it last came or went. */
	changedAt: number;
	/** `told`: as such. */
	flapping: 'no' | 'untold' | 'told';
	/** How it was found last, while that is still to be told. */
	untold: Finding | undefined;
	/** How it ended, while that is still to be told. */
	end: Finding | undefined;
}

export function newTrouble({ kind, subject }: Finding, now: number): Trouble {
	return {
		kind,
		subject,
		isThere: false,
		told: undefined,
		toldSeverity: undefined,
		silentUntil: now,
		count: 0,
		comings: [],
		changedAt: now,
		flapping: 'no',
		untold: undefined,
		end: undefined,
	};
}

/** When something of it is to be told, or it can be forgotten. */
export function dueAt({ isThere, flapping, untold, changedAt, silentUntil }: Trouble): number {
	const calmAt = changedAt + FLAP_WINDOW_MS;
	if (flapping === 'told') return calmAt;
	if (flapping === 'untold') return Math.min(calmAt, silentUntil);
	if (untold !== undefined) return silentUntil;
	return isThere ? Number.POSITIVE_INFINITY : Math.max(silentUntil, calmAt);
}

/** Nothing would be different without it. */
export function isForgettable(trouble: Trouble, now: number): boolean {
	return !trouble.isThere && trouble.flapping === 'no' && trouble.told !== 'firing' && now >= dueAt(trouble);
}
