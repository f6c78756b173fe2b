import type { ConfigSource } from '../config-source.ts';
import { absolutePath, directoryName, expandUser } from '../python/posix-path.ts';
import { type Parsed, parsed, refused, type ValueType } from './value-type.ts';

/** supervisord's `existing_directory`; `~` is expanded, a relative path stays relative. */
export const existingDirectory: ValueType<string> = {
	label: 'existing directory',
	parse(text, source) {
		const path = expandUser(text, source);
		if (isDirectory(path, source)) return parsed(path);
		return refused('is not an existing directory', 'create it, or write the path of one that exists');
	},
};

/** supervisord's `existing_dirpath`: a file that may be missing, in a directory that exists; `~` is expanded. */
export const pathInDirectory: ValueType<string> = { label: 'file', parse: parsePathInDirectory };

/** As {@link pathInDirectory}, made absolute: supervisord's `normalize_path` of it. */
export const absoluteFile: ValueType<string> = {
	label: 'file',
	parse(text, source) {
		const result = parsePathInDirectory(text, source);
		return result.ok ? parsed(absolutePath(result.value, source)) : result;
	},
};

/** supervisord's `normalize_path`: absolute, with `~` expanded; nothing needs to exist. */
export const anyPath: ValueType<string> = {
	label: 'path',
	parse: (text, source) => parsed(absolutePath(expandUser(text, source), source)),
};

export function parsePathInDirectory(text: string, source: ConfigSource): Parsed<string> {
	const path = expandUser(text, source);
	const directory = directoryName(path);
	if (directory === '' || isDirectory(directory, source)) return parsed(path);
	return refused('lies in a directory that does not exist', `create ${directory}, or write another path`);
}

function isDirectory(path: string, source: ConfigSource): boolean {
	return path !== '' && !path.includes('\0') && source.isDirectory(path);
}
