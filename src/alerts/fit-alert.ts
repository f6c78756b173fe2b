import { lastThatFit } from '../foundation/last-that-fit.ts';
import type { Alert } from './alert.ts';
import { encodeAlert } from './encode-alert.ts';

/** Of what there is room for, stderr may take so much before stdout gets any. */
const SHARE_OF_STDERR = 2 / 3;

/** `"stdout":[],"stderr":[],"truncated":true,` */
const FRAME_BYTES = 64;

/**
 * The alert as JSON of at most `maxBytes`: of a process' output the last lines that there is room for, and where that is
 * not enough no answers of probes, no description, and a cut reason. What is left then has less than 4 KiB, whatever it
 * is about.
 */
export function fitAlert(alert: Alert, maxBytes: number): string {
	const whole = encodeAlert(alert);
	if (Buffer.byteLength(whole) <= maxBytes) return whole;
	const { stdout = [], stderr = [], ...details } = alert.details;
	const bare: Alert = { ...alert, details: { ...details, truncated: true } };
	const room = maxBytes - Buffer.byteLength(encodeAlert(bare)) - FRAME_BYTES;
	if (room < 0) return encodeAlert(bareOf(bare));
	const forStderr = Math.max(room * SHARE_OF_STDERR, room - costOf(stdout));
	const keptStderr = lastThatFit(stderr, forStderr, costOfLine);
	const keptStdout = lastThatFit(stdout, room - costOf(keptStderr), costOfLine);
	return encodeAlert({ ...bare, details: { ...bare.details, stdout: keptStdout, stderr: keptStderr } });
}

function bareOf(alert: Alert): Alert {
	const { probes, path, reason = '', ...details } = alert.details;
	const { alertname = '', severity = '', event = '' } = alert.labels;
	return {
		...alert,
		description: '',
		labels: { alertname, severity, event },
		details: { ...details, reason: reason.slice(0, 100).toWellFormed() },
	};
}

function costOf(lines: readonly string[]): number {
	return lines.reduce((bytes, line) => bytes + costOfLine(line), 0);
}

/** Bytes in JSON, with a comma. */
function costOfLine(line: string): number {
	return Buffer.byteLength(JSON.stringify(line)) + 1;
}
