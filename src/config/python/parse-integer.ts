import { strip } from './strip.ts';

/** CPython refuses longer decimal texts (`sys.get_int_max_str_digits`). */
const MOST_DIGITS = 4300;

/**
 * Python's `int(text, base)`: white space around it, a sign, single underscores between digits, digits of any script,
 * and for base 8 a `0o` in front. `undefined` where Python raises ValueError.
 * What a double cannot hold exactly is clamped to the largest safe integer.
 */
export function parseInteger(text: string, base: 8 | 10 = 10): number | undefined {
	// What nearly everybody writes, without the detours below; the start of the daemon waits for this.
	if (base === 10 && /^-?[1-9]\d{0,14}$/.test(text)) return Number(text);
	// int() strips no separators (U+001C to U+001F), though str.strip() does.
	if (Array.from(text).some((character) => character >= '\x1c' && character <= '\x1f')) return undefined;
	const stripped = strip(text);
	// To look at every script's digits takes a table of all of them.
	const ascii = /[^\0-\x7f]/.test(stripped) ? stripped.replaceAll(/\p{Nd}/gu, digitValue) : stripped;
	const match = /^([+-]?)(0[oO]_?)?(\d+(?:_\d+)*)$/.exec(ascii);
	if (match === null) return undefined;
	const [, sign, prefix, body = ''] = match;
	const digits = body.replaceAll('_', '');
	if (base === 10 && (prefix !== undefined || digits.length > MOST_DIGITS)) return undefined;
	if (base === 8 && /[89]/.test(digits)) return undefined;
	const magnitude = Math.min(base === 8 ? octal(digits) : Number(digits), Number.MAX_SAFE_INTEGER);
	return sign === '-' && magnitude !== 0 ? -magnitude : magnitude;
}

function octal(digits: string): number {
	let value = 0;
	for (const digit of digits) value = value * 8 + Number(digit);
	return value;
}

/** Unicode has the decimal digits of a script as ten neighbours from zero up, and such tens side by side. */
function digitValue(digit: string): string {
	const codePoint = digit.codePointAt(0) as number;
	let first = codePoint;
	while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first--;
	return String((codePoint - first) % 10);
}
