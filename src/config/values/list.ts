import { strip } from '../python/strip.ts';
import { parsed, type ValueType } from './value-type.ts';

/** supervisord's `list_of_strings`: `a, b` → `a` and `b`; a comma at the end adds an empty one. */
export const list: ValueType<readonly string[]> = {
	label: 'list, by commas',
	parse: (text) => parsed(text === '' ? [] : text.split(',').map((item) => strip(item))),
};
