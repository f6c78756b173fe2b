import type { Problem } from './config.ts';
import type { ConfigSource } from './config-source.ts';
import { directoryName, joinPath } from './python/posix-path.ts';

/** The file to read where the command line names none, or a problem that says where it was looked for. */
export type FoundConfigFile =
	| { readonly ok: true; readonly file: string }
	| { readonly ok: false; readonly problem: Problem };

/**
 * Looks for `/etc/podvisor/podvisor.conf`, which nobody has by accident (Debian's supervisor leaves a configuration of
 * its own), and then where supervisord does: two places beside the executable's directory, two in the working directory,
 * two in /etc. `executable` is the path we were started by.
 */
export function findConfigFile(executable: string, source: ConfigSource): FoundConfigFile {
	const prefix = directoryName(directoryName(executable));
	const places = [
		'/etc/podvisor/podvisor.conf',
		joinPath(prefix, 'etc/supervisord.conf'),
		joinPath(prefix, 'supervisord.conf'),
		'supervisord.conf',
		'etc/supervisord.conf',
		'/etc/supervisord.conf',
		'/etc/supervisor/supervisord.conf',
	];
	const file = places.find((path) => source.exists(path));
	if (file !== undefined) return { ok: true, file };
	const message = `no configuration file was found (${places.join(', ')})`;
	const place = { file: 'command line', line: 0 };
	return {
		ok: false,
		problem: { place, section: '', key: '', message, hint: 'name one: podvisord -c /path/of/podvisor.conf' },
	};
}
