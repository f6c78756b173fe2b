import { absolutePath, expandUser } from '../python/posix-path.ts';
import { parsed, refused, type ValueType } from './value-type.ts';

/** The path of a file that holds a secret. It need not exist before it is read. */
export const secretFile: ValueType<string> = {
	label: 'file',
	parse(text, source) {
		if (text.startsWith('/') || text.startsWith('~')) return parsed(absolutePath(expandUser(text, source), source));
		return refused('is no absolute path', 'write the path of a file that holds it: /run/secrets/name');
	},
};
