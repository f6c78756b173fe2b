import { readFileSync } from 'node:fs';
import type { Addon } from './linux/addon.ts';

export type EndingSignal = 'SIGINT' | 'SIGTERM';

/** Bits of the masks in /proc/PID/status: signal n is bit n - 1. */
const SIGNALS: readonly (readonly [EndingSignal, number])[] = [
	['SIGINT', 1 << 1],
	['SIGTERM', 1 << 14],
];

/**
 * The signals that tell this process to end are noted from now on, until JavaScript takes them over.
 *
 * From its begin Node has a handler of its own for these two, with SA_RESETHAND (`SignalExit` of its src/node.cc), which
 * ends the process by sending it the same signal again. That kills everybody but PID 1, for whom the kernel drops a signal
 * that has no handler. What remains is a trace: the handler is gone. Where neither is caught, this is not Node as we know
 * it. Without the addon a signal is lost that comes in the half of a millisecond between this look and JavaScript's handler.
 * @returns What tells, once JavaScript has taken them over, the one that came before.
 */
export function noteEarlySignals(addon: Addon | undefined): () => EndingSignal | undefined {
	const gone = addon === undefined ? goneHandlers() : signalsIn(addon.noteSignals());
	const before = process.pid === 1 && gone.length === 1 ? gone[0] : undefined;
	return () => before ?? (addon === undefined ? undefined : signalsIn(addon.notedSignals()).at(-1));
}

function signalsIn(mask: number): readonly EndingSignal[] {
	return SIGNALS.filter(([, bit]) => (mask & bit) !== 0).map(([name]) => name);
}

function goneHandlers(): readonly EndingSignal[] {
	try {
		const [, mask] = /^SigCgt:\t[0-9a-f]*([0-9a-f]{8})$/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? [];
		return mask === undefined ? [] : signalsIn(~Number.parseInt(mask, 16));
	} catch {
		// ENOENT, EACCES …: there is no /proc here, or not ours.
		return [];
	}
}
