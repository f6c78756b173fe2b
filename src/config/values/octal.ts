import { parseInteger } from '../python/parse-integer.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/** supervisord's `octal_type`: a mode's bits in base 8. umask(2) and chmod(2) look at the lowest twelve bits. */
export const octal: ValueType<number> = {
	label: 'octal number',
	parse(text) {
		const value = parseInteger(text, 8);
		if (value === undefined) return refused('is not an octal number', 'write digits from 0 to 7, as in 022');
		return parsed(((value % 0o10000) + 0o10000) % 0o10000);
	},
};
