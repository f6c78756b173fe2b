import { parsed, refused, type ValueType } from './value-type.ts';

/** A secret in the clear: any text that is one. */
export const secret: ValueType<string> = {
	label: 'text',
	parse: (text) => (text.trim() === '' ? refused('is empty', 'write it, or remove the option') : parsed(text.trim())),
};
