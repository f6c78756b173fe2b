import { parseDurationMs } from '../../foundation/units.ts';
import { type Parsed, parsed, refused, type ValueType } from './value-type.ts';

/** Milliseconds of `9s`, `500ms`, `2m`; a bare number is seconds. */
export const duration: ValueType<number> = { label: 'duration', parse: parseDuration };

/** A {@link duration} within bounds, which are written as one. */
export function durationBetween(least: string, most: string): ValueType<number> {
	const [leastMs, mostMs] = [boundMs(least), boundMs(most)];
	return {
		label: 'duration',
		parse(text) {
			const result = parseDuration(text);
			if (!result.ok || (result.value >= leastMs && result.value <= mostMs)) return result;
			return refused(`is not between ${least} and ${most}`, `write a duration from ${least} to ${most}`);
		},
	};
}

function parseDuration(text: string): Parsed<number> {
	const value = parseDurationMs(text);
	if (value !== undefined && value <= Number.MAX_SAFE_INTEGER) return parsed(value);
	return refused('is not a duration', 'write seconds, or a number with ms, s, m or h: 9s, 500ms, 1m30s');
}

function boundMs(text: string): number {
	const value = parseDurationMs(text);
	if (value === undefined) throw new Error(`the bound ${text} is not a duration`);
	return value;
}
