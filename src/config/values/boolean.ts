import { parsed, refused, type ValueType } from './value-type.ts';

/** What supervisord takes for true and false, in any case. */
export const TRUE_WORDS: readonly string[] = ['yes', 'true', 'on', '1'];
export const FALSE_WORDS: readonly string[] = ['no', 'false', 'off', '0'];

/** supervisord's `boolean`. */
export const boolean: ValueType<boolean> = {
	label: 'boolean',
	parse(text) {
		const lower = text.toLowerCase();
		if (TRUE_WORDS.includes(lower)) return parsed(true);
		if (FALSE_WORDS.includes(lower)) return parsed(false);
		return refused(
			'is neither true nor false',
			'write true or false (yes, on, 1, no, off and 0 are understood as well)',
		);
	},
};
