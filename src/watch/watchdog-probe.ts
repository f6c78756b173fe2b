import type { Clock } from '../platform/system.ts';
import type { NotifyState } from './notify-state.ts';
import type { ProbeAsker } from './probe-asker.ts';

/** What came before it was due may still wait to be read: so much later it is looked at again. */
const SECOND_LOOK_MS = 100;

/** A look that is later than this tells of us and not of the program: we were stopped, or both were (docker pause). */
const MOST_LATENESS_MS = 1000;

/**
 * sd_notify(3)'s WATCHDOG=1, which must come again within `limitMs`, counted from when this is made; and WATCHDOG=trigger,
 * which says at once that all is lost.
 */
export function watchdogProbe({
	state,
	limitMs,
	graceMs,
	clock,
}: {
	readonly state: NotifyState;
	readonly limitMs: number;
	/** So much longer the first one may take. */
	readonly graceMs: number;
	readonly clock: Clock;
}): ProbeAsker {
	const begunAt = clock.now() + graceMs;
	let disarm = (): void => {};
	let leave = (): void => {};
	let isSilent = false;
	/** When we last came too late to tell. */
	let excusedAt = Number.NEGATIVE_INFINITY;
	/** When it has been silent for too long, unless it speaks until then. */
	const dueAt = (): number => Math.max(begunAt, state.lastPingAt ?? begunAt, excusedAt) + limitMs;
	return {
		pace: 'told',
		isOnce: false,
		ask() {
			if (state.isTriggered) return { isOk: false, message: 'sent WATCHDOG=trigger', isDefinite: true };
			const now = clock.now();
			if (isSilent && now >= dueAt()) {
				return { isOk: false, message: `sent no WATCHDOG=1 for ${limitMs / 1000} s`, isDefinite: true };
			}
			// No failure that is believed yet, but no sign of health either.
			if (state.lastPingAt === undefined) return { isOk: false, message: 'has not sent WATCHDOG=1 yet' };
			return { isOk: true, message: `sent WATCHDOG=1 ${((now - state.lastPingAt) / 1000).toFixed(1)} s ago` };
		},
		onNews(listener) {
			// Set anew only when it fires: a ping costs nothing.
			const arm = (at: number, isSecondLook: boolean): void => {
				disarm = clock.at(at, () => {
					const now = clock.now();
					if (now - at > MOST_LATENESS_MS) excusedAt = now;
					if (now < dueAt()) arm(dueAt(), false);
					else if (!isSecondLook) arm(now + SECOND_LOOK_MS, true);
					else {
						isSilent = true;
						listener();
					}
				});
			};
			arm(dueAt(), false);
			leave = state.on(() => {
				if (state.isTriggered) listener();
			});
		},
		close() {
			disarm();
			leave();
		},
	};
}
