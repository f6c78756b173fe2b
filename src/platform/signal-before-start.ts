import { readFileSync } from 'node:fs';

/** Bits of the masks in /proc/PID/status: signal n is bit n - 1. */
const SIGNALS = [
	['SIGINT', 1n << 1n],
	['SIGTERM', 1n << 14n],
] as const;

/**
 * The signal that told this process to end before its first line of JavaScript ran. To be asked before there is a handler
 * for it in JavaScript, or it is never known.
 *
 * Until then Node has a handler of its own for these two, with SA_RESETHAND (`SignalExit` of its src/node.cc), which ends
 * the process by sending it the same signal again. That kills everybody but PID 1, for whom the kernel drops a signal that
 * has no handler. What remains is a trace: the handler is gone. Where neither is caught, this is not Node as we know it.
 */
export function signalBeforeStart(): 'SIGINT' | 'SIGTERM' | undefined {
	if (process.pid !== 1) return undefined;
	const gone = goneHandlers();
	return gone.length === 1 ? gone[0] : undefined;
}

function goneHandlers(): readonly ('SIGINT' | 'SIGTERM')[] {
	try {
		const [, mask] = /^SigCgt:\t([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? [];
		if (mask === undefined) return [];
		const caught = BigInt(`0x${mask}`);
		return SIGNALS.filter(([, bit]) => (caught & bit) === 0n).map(([name]) => name);
	} catch {
		// ENOENT, EACCES …: there is no /proc here, or not ours.
		return [];
	}
}
