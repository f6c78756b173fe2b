import { INCIDENT_LINES } from './incident.ts';

/** A longer line is cut. */
export const LINE_MAX_BYTES = 2048;

const NEWLINE = 10;
const MASK = '***';

/** What a terminal would obey, but for the tab, and what turns the order of writing around. */
const UNPRINTABLE = /[^\P{Cc}\t]|[\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The lines of a secret that has several are told apart from what is said by chance if they are as long. */
const SECRET_LINE_MIN = 8;

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
	const text = redact(lastLines(bytes, isWhole).toString(), secrets);
	const lines = text.split('\n');
	if (lines.at(-1) === '') lines.pop();
	return lines.slice(-INCIDENT_LINES).map((line) => cut(showControls(line.endsWith('\r') ? line.slice(0, -1) : line)));
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

function redact(text: string, secrets: readonly string[]): string {
	const parts = secrets.flatMap((secret) => {
		const lines = secret.split('\n').map((line) => line.trim());
		return lines.length === 1 ? [secret] : [secret, ...lines.filter((line) => line.length >= SECRET_LINE_MIN)];
	});
	// The longest first: one may hold another.
	const known = parts.filter((part) => part !== '').sort((one, other) => other.length - one.length);
	return known.reduce((redacted, secret) => redacted.replaceAll(secret, MASK), text);
}

function showControls(line: string): string {
	return line.replaceAll(UNPRINTABLE, (character) => {
		const code = character.charCodeAt(0);
		return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
	});
}

function cut(line: string): string {
	if (line.length <= LINE_MAX_BYTES / 3) return line;
	const bytes = Buffer.from(line);
	if (bytes.length <= LINE_MAX_BYTES) return line;
	let end = LINE_MAX_BYTES - Buffer.byteLength('…');
	// Not through a character.
	while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
	return `${bytes.subarray(0, end).toString()}…`;
}
