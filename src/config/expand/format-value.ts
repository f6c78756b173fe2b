import { asciiRepr, repr } from '../python/repr.ts';

interface Spec {
	readonly flags: string;
	readonly width: number;
	readonly precision: number | undefined;
}

/**
 * One conversion of Python's `%` operator: `spec` is what stands between `%(name)` and the letter.
 * `undefined` where Python refuses the letter, or the letter for this kind of value.
 */
export function formatValue(value: string | number, spec: string, conversion: string): string | undefined {
	const [, flags = '', width = '', precision] = /^([-+ #0]*)(\d*)(?:\.(\d*))?/.exec(spec) ?? [];
	const parsed: Spec = {
		flags,
		width: Number(width),
		precision: precision === undefined ? undefined : Number(precision),
	};
	switch (conversion) {
		case 's':
			return pad(truncate(String(value), parsed), parsed);
		case 'r':
			return pad(truncate(typeof value === 'string' ? repr(value) : String(value), parsed), parsed);
		case 'a':
			return pad(truncate(typeof value === 'string' ? asciiRepr(value) : String(value), parsed), parsed);
		case 'c':
			return formatCharacter(value, parsed);
	}
	if (typeof value === 'string') return undefined;
	const digits = formatNumber(Math.abs(value), conversion, parsed);
	return digits === undefined ? undefined : padNumber(value < 0, digits, parsed);
}

function formatCharacter(value: string | number, spec: Spec): string | undefined {
	if (typeof value === 'string') return Array.from(value).length === 1 ? pad(value, spec) : undefined;
	return value >= 0 && value <= 0x10ffff ? pad(String.fromCodePoint(value), spec) : undefined;
}

/** The digits of a number with the prefix that `#` asks for, as two parts, since zeros are filled in between. */
function formatNumber(magnitude: number, conversion: string, spec: Spec): readonly [string, string] | undefined {
	const isAlternate = spec.flags.includes('#');
	const atLeast = spec.precision ?? 0;
	switch (conversion) {
		case 'd':
		case 'i':
		case 'u':
			return ['', magnitude.toString().padStart(atLeast, '0')];
		case 'o':
			return [isAlternate ? '0o' : '', magnitude.toString(8).padStart(atLeast, '0')];
		case 'x':
			return [isAlternate ? '0x' : '', magnitude.toString(16).padStart(atLeast, '0')];
		case 'X':
			return [isAlternate ? '0X' : '', magnitude.toString(16).toUpperCase().padStart(atLeast, '0')];
		case 'e':
		case 'E':
		case 'f':
		case 'F':
		case 'g':
		case 'G': {
			const form = { precision: Math.min(spec.precision ?? 6, 100), isAlternate };
			const text = formatFloat(magnitude, conversion.toLowerCase(), form);
			return ['', conversion < 'a' ? text.toUpperCase() : text];
		}
	}
	return undefined;
}

interface FloatForm {
	readonly precision: number;
	/** `#`: a point always, and `g` keeps its zeros. */
	readonly isAlternate: boolean;
}

function formatFloat(magnitude: number, conversion: string, { precision, isAlternate }: FloatForm): string {
	const withPoint = (text: string): string => (isAlternate && !text.includes('.') ? text.replace(/^\d+/, '$&.') : text);
	if (conversion === 'f') return withPoint(magnitude.toFixed(precision));
	if (conversion === 'e') return withPoint(exponential(magnitude, precision));
	// C's %g: the shorter of the two forms with `precision` significant digits, without zeros at the end.
	const significant = Math.max(1, precision);
	const exponent = Number(magnitude.toExponential(significant - 1).split('e')[1]);
	const isExponential = exponent < -4 || exponent >= significant;
	const text = isExponential
		? exponential(magnitude, significant - 1)
		: magnitude.toFixed(Math.max(0, significant - 1 - exponent));
	return isAlternate ? withPoint(text) : text.replace(/\.0+(?=e|$)|(\.\d*[1-9])0+(?=e|$)/, '$1');
}

/** C writes at least two digits of exponent. */
function exponential(magnitude: number, precision: number): string {
	return magnitude.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2');
}

function truncate(text: string, { precision }: Spec): string {
	return precision === undefined ? text : Array.from(text).slice(0, precision).join('');
}

/** Python counts code points. */
function pad(text: string, { flags, width }: Spec): string {
	const filling = ' '.repeat(Math.max(0, width - Array.from(text).length));
	return flags.includes('-') ? text + filling : filling + text;
}

function padNumber(isNegative: boolean, [prefix, digits]: readonly [string, string], spec: Spec): string {
	const sign = isNegative ? '-' : spec.flags.includes('+') ? '+' : spec.flags.includes(' ') ? ' ' : '';
	if (!spec.flags.includes('0') || spec.flags.includes('-')) return pad(sign + prefix + digits, spec);
	return sign + prefix + digits.padStart(spec.width - sign.length - prefix.length, '0');
}
