import type { ConfigSource } from '../config-source.ts';

/** Python's `os.path.dirname`. */
export function directoryName(path: string): string {
	const head = path.slice(0, path.lastIndexOf('/') + 1);
	return /^\/*$/.test(head) ? head : head.replace(/\/+$/, '');
}

/** Python's `os.path.join` of two. */
export function joinPath(base: string, path: string): string {
	if (path.startsWith('/')) return path;
	return base === '' || base.endsWith('/') ? base + path : `${base}/${path}`;
}

/** Python's `os.path.normpath`: without `.`, `..` and doubled slashes, except that POSIX lets exactly two lead. */
export function normalizePath(path: string): string {
	if (path === '') return '.';
	const root = /^\/\/(?!\/)/.test(path) ? '//' : path.startsWith('/') ? '/' : '';
	const parts: string[] = [];
	for (const part of path.split('/')) {
		if (part === '' || part === '.') continue;
		if (part !== '..' || (root === '' && parts.length === 0) || parts.at(-1) === '..') parts.push(part);
		else parts.pop();
	}
	return root + parts.join('/') || '.';
}

/** Python's `os.path.abspath`. */
export function absolutePath(path: string, source: ConfigSource): string {
	return normalizePath(joinPath(source.workingDirectory, path));
}

/** Python's `os.path.expanduser`: `~` is `$HOME`, or else the home of the account we run as; `~user` is that user's. */
export function expandUser(path: string, source: ConfigSource): string {
	const match = /^~([^/]*)/.exec(path);
	if (match === null) return path;
	const user = match[1] ?? '';
	const home =
		user === '' ? (source.environment['HOME'] ?? source.findAccount(source.uid)?.home) : source.findAccount(user)?.home;
	if (home === undefined) return path;
	return home.replace(/\/+$/, '') + path.slice(user.length + 1) || '/';
}
