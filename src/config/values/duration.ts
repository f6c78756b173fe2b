import { parseDurationMs } from '../../foundation/units.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/** Milliseconds of `9s`, `500ms`, `2m`; a bare number is seconds. */
export const duration: ValueType<number> = {
	label: 'duration',
	parse(text) {
		const value = parseDurationMs(text);
		if (value !== undefined && value <= Number.MAX_SAFE_INTEGER) return parsed(value);
		return refused('is not a duration', 'write seconds, or a number with ms, s, m or h: 9s, 500ms, 1m30s');
	},
};
