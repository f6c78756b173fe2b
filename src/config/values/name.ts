import { strip } from '../python/strip.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/** supervisord's `process_or_group_name`: spaces, colons and slashes would break addresses like `group:process`. */
export const processOrGroupName: ValueType<string> = {
	label: 'name',
	parse(text) {
		const name = strip(text);
		const bad = [' ', ':', '/'].find((character) => name.includes(character));
		if (bad === undefined) return parsed(name);
		return refused(`has a "${bad}" in a name`, 'use neither spaces nor colons nor slashes in it');
	},
};
