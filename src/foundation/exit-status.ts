import { signalName } from './signals.ts';

/** How a process ended: by `exit(code)` (0–255) or by a signal (its number, real-time ones too). */
export type ExitStatus =
	| { readonly type: 'code'; readonly code: number }
	| { readonly type: 'signal'; readonly signal: number; readonly dumpedCore: boolean };

/**
 * Decodes the status word of `waitpid(2)`.
 * The layout (low 7 bits: signal, bit 7: core, bits 8–15: code) is Linux' and POSIX' `<sys/wait.h>`.
 */
export function decodeWaitStatus(status: number): ExitStatus {
	const signal = status & 0x7f;
	if (signal === 0) return { type: 'code', code: (status >> 8) & 0xff };
	return { type: 'signal', signal, dumpedCore: (status & 0x80) !== 0 };
}

/** The exit status a shell would report: the code, or 128 + the signal's number. */
export function shellExitCode(status: ExitStatus): number {
	return status.type === 'code' ? status.code : 128 + status.signal;
}

/** supervisord's words (`decode_wait_status`): `exit status 3`, `terminated by SIGKILL (core dumped)`. */
export function describeExitStatus(status: ExitStatus): string {
	if (status.type === 'code') return `exit status ${status.code}`;
	return `terminated by ${signalName(status.signal)}${status.dumpedCore ? ' (core dumped)' : ''}`;
}
