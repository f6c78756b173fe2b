import { parseInteger } from '../python/parse-integer.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/** supervisord's `list_of_exitcodes`. */
export const exitCodes: ValueType<readonly number[]> = {
	label: 'exit codes, by commas',
	parse(text) {
		if (text === '') return parsed([]);
		const codes = text.split(',').map((code) => parseInteger(code));
		if (codes.every((code) => code !== undefined && code >= 0 && code <= 255)) return parsed(codes as number[]);
		return refused('is not a list of exit codes', 'write numbers from 0 to 255 with commas between them: 0,2');
	},
};
