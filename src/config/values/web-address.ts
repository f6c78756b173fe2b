import { parsed, refused, type ValueType } from './value-type.ts';

/** An address that something is sent to: `http://…` or `https://…`. */
export const webAddress: ValueType<string> = {
	label: 'http://… or https://…',
	parse(text) {
		const trimmed = text.trim();
		const isAddress = /^https?:\/\/[^/]/i.test(trimmed) && URL.canParse(trimmed) && !/[\s\p{Cc}\\]/u.test(trimmed);
		if (!isAddress)
			return refused('is no http:// or https:// address', 'write all of it, with a host: https://example.org/hook');
		if (trimmed.includes('#')) return refused('has a "#", and what follows it is never sent', 'remove it');
		return parsed(trimmed);
	},
};
