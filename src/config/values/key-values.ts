import { shlexTokens } from '../python/shlex-tokens.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

const EXAMPLE = 'write KEY="value",KEY2="value 2", with quotes around what is more than letters, digits and _/.+-():';

/** supervisord's `dict_of_key_value_pairs`, with all its habits: see {@link shlexTokens}. */
export const keyValues: ValueType<Readonly<Record<string, string>>> = {
	label: 'KEY="value", by commas',
	parse(text) {
		const tokens = shlexTokens(text);
		if (tokens === undefined) return refused('has a quotation mark that is not closed', EXAMPLE);
		// No prototype: a variable may be called __proto__.
		const pairs: Record<string, string> = Object.create(null);
		// The token after a pair counts as its comma, whatever it is.
		for (let i = 0; i < tokens.length; i += 4) {
			const [key, equals, value] = tokens.slice(i, i + 3);
			if (key === undefined || equals !== '=' || value === undefined) {
				return refused(`is not a list of KEY=value: ${ordinal(i / 4 + 1)} is none`, EXAMPLE);
			}
			pairs[key] = value.replaceAll(/^['"]+|['"]+$/g, '');
		}
		return parsed(pairs);
	},
};

function ordinal(number: number): string {
	return number === 1 ? 'its first item' : `item ${number}`;
}
