import { parseInteger } from '../python/parse-integer.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/** supervisord's `integer`: Python's `int()`. */
export const integer: ValueType<number> = { label: 'whole number', parse: (text) => parseWholeNumber(text) };

/** An {@link integer} within bounds. */
export function integerBetween(least: number, most: number): ValueType<number> {
	return {
		label: `whole number from ${least} to ${most}`,
		parse(text) {
			const result = parseWholeNumber(text);
			if (!result.ok || (result.value >= least && result.value <= most)) return result;
			return refused(`is not between ${least} and ${most}`, `write a whole number from ${least} to ${most}`);
		},
	};
}

function parseWholeNumber(text: string): ReturnType<ValueType<number>['parse']> {
	const value = parseInteger(text);
	return value === undefined ? refused('is not a whole number', 'write digits only') : parsed(value);
}
