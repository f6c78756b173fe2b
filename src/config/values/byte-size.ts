import { parseInteger } from '../python/parse-integer.ts';
import { type Parsed, parsed, refused, type ValueType } from './value-type.ts';

const FACTORS: Readonly<Record<string, number>> = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };

/** supervisord's `byte_size`: a whole number, with KB, MB or GB (powers of 1,024) in any case. */
export const byteSize: ValueType<number> = { label: 'bytes', parse: parseByteSize };

/** A {@link byteSize} that is so large at least. */
export function byteSizeFrom(least: number): ValueType<number> {
	return {
		label: 'bytes',
		parse(text) {
			const result = parseByteSize(text);
			if (!result.ok || result.value >= least) return result;
			return refused(`is less than ${least}`, `write ${least} or more, with KB, MB or GB if you like: 50MB`);
		},
	};
}

function parseByteSize(text: string): Parsed<number> {
	const factor = FACTORS[text.slice(-2).toLowerCase()];
	const number = parseInteger(factor === undefined ? text : text.slice(0, -2));
	if (number === undefined)
		return refused('is not a size in bytes', 'write a whole number, with KB, MB or GB if you like: 50MB');
	// As parseInteger does with what a double cannot hold.
	const { MAX_SAFE_INTEGER: most } = Number;
	return parsed(Math.max(-most, Math.min(most, number * (factor ?? 1))));
}
