import { cutToBytes } from '../foundation/cut-to-bytes.ts';
import { longestFirst, maskSecrets, partsOfSecret } from '../foundation/mask-secrets.ts';
import { showControlsButTabs } from '../foundation/show-controls.ts';
import { INCIDENT_LINES } from './incident.ts';

/** A longer line is cut. */
export const LINE_MAX_BYTES = 2048;

const NEWLINE = 10;

export interface PrintableOptions {
	/** False where the bytes begin in the middle of what was written. */
	readonly isWhole: boolean;
	/** What must not be shown. */
	readonly secrets: readonly string[];
}

/**
 * The last lines of a program's output, whatever it printed: at most {@link INCIDENT_LINES} as printable text, each of
 * {@link LINE_MAX_BYTES} at most. Control characters are shown as `\x1b`, what is no UTF-8 as U+FFFD, secrets as `***`.
 */
export function printableLines(bytes: Buffer, { isWhole, secrets }: PrintableOptions): string[] {
	const known = longestFirst(secrets.filter((secret) => secret !== '').flatMap(partsOfSecret));
	const text = maskSecrets(lastLines(bytes, isWhole).toString(), known);
	const lines = text.split('\n');
	if (lines.at(-1) === '') lines.pop();
	return lines
		.slice(-INCIDENT_LINES)
		.map((line) => showControlsButTabs(line.endsWith('\r') ? line.slice(0, -1) : line))
		.map((line) => cutToBytes(line, LINE_MAX_BYTES));
}

/** Only these are decoded. Where a line's begin is not there it is left out: it may end in the half of a secret. */
function lastLines(bytes: Buffer, isWhole: boolean): Buffer {
	let start = bytes.length;
	for (let lines = 0; lines <= INCIDENT_LINES; lines++) {
		const newline = start === 0 ? -1 : bytes.lastIndexOf(NEWLINE, start - 1);
		if (newline === -1) return isWhole ? bytes : afterFirstLine(bytes);
		start = newline;
	}
	return bytes.subarray(start + 1);
}

function afterFirstLine(bytes: Buffer): Buffer {
	const newline = bytes.indexOf(NEWLINE);
	// One enormous line: its end, without what a secret's end may be in.
	const isOneLine = newline === -1 || newline === bytes.length - 1;
	return isOneLine ? bytes.subarray(Math.min(bytes.length, LINE_MAX_BYTES)) : bytes.subarray(newline + 1);
}
