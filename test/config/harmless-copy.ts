import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * A copy of a configuration that any machine can load: users, groups and directories that it may not have are replaced,
 * and a fragment gets the section [supervisord] that it lacks. Line ends, spacing and comments stay as they are.
 */
export function harmlessCopy(file: string, directory: string): string {
	for (const name of ['logs', 'run', 'code']) mkdirSync(join(directory, name), { recursive: true });
	const text = readFileSync(file, 'utf8')
		.replaceAll(/^([ \t]*user[ \t]*[=:][ \t]*)[^\s;]+/gim, '$1root')
		.replaceAll(/^([ \t]*(?:chown|socket_owner)[ \t]*[=:][ \t]*)[^\s;]+/gim, '$1root:root')
		.replaceAll(
			/^([ \t]*(?:std(?:out|err)_)?(?:logfile|pidfile)[ \t]*[=:][ \t]*)\/(?!dev\/|tmp\/)\S*\//gim,
			`$1${directory}/logs/`,
		)
		.replaceAll(/^([ \t]*result_handler[ \t]*[=:][ \t]*)[^\s;]+/gim, '$1supervisor.dispatchers:default_handler');
	const copy = join(directory, basename(file));
	writeFileSync(copy, /^\[supervisord\]/m.test(text) ? text : `[supervisord]\n${text}`);
	return copy;
}
