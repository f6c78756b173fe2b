import type { ProcessConfig } from './config.ts';
import type { ConfigSource } from './config-source.ts';
import { repr } from './python/repr.ts';
import { shlexSplit } from './python/shlex-split.ts';

/** The file that a command means, or supervisord's words for why there is none (`NO_FILE`, `NOT_EXECUTABLE`). */
export type FoundExecutable =
	| { readonly ok: true; readonly file: string }
	| { readonly ok: false; readonly error: string; readonly exitCode: 126 | 127 };

/** What has to be known of files. */
type Files = Pick<ConfigSource, 'exists' | 'isDirectory' | 'isExecutable'>;

/** supervisord's own, where PATH is not set (`get_path` in options.py). */
const DEFAULT_PATH = '/bin:/usr/bin:/usr/local/bin';

/**
 * Looks a program up as supervisord does: a name with a slash as it is (seen from the program's `directory`),
 * any other in the PATH of the program's own `environment`, or of the daemon.
 */
export function findExecutable(
	{ command, argv, directory, environment }: Pick<ProcessConfig, 'command' | 'argv' | 'directory' | 'environment'>,
	{ files, path }: { readonly files: Files; readonly path: string | undefined },
): FoundExecutable {
	const [program] = argv;
	if (program === undefined || program === '') return missing(whyEmpty(command));
	if (program.includes('/')) return check(program, seenFrom(directory, program), files);
	// An empty PATH counts as none for the daemon's own, not for a program's: so does supervisord.
	const folders = (environment['PATH'] ?? (path || DEFAULT_PATH)).split(':');
	for (const folder of folders) {
		const file = folder === '' || folder.endsWith('/') ? `${folder}${program}` : `${folder}/${program}`;
		if (files.exists(file)) return check(file, seenFrom(directory, file), files);
	}
	return missing(`can't find command ${repr(program)}`);
}

/** What cannot be split has no words either. */
function whyEmpty(command: string): string {
	const split = shlexSplit(command);
	return split.ok ? 'command is empty' : `can't parse command ${repr(command)}: ${split.reason}`;
}

function seenFrom(directory: string | undefined, file: string): string {
	return file.startsWith('/') || directory === undefined ? file : `${directory}/${file}`;
}

function check(name: string, file: string, files: Files): FoundExecutable {
	if (!files.exists(file)) return missing(`can't find command ${repr(name)}`);
	if (files.isDirectory(file)) return { ok: false, error: `command at ${repr(name)} is a directory`, exitCode: 126 };
	if (!files.isExecutable(file))
		return { ok: false, error: `command at ${repr(name)} is not executable`, exitCode: 126 };
	return { ok: true, file: name };
}

function missing(error: string): FoundExecutable {
	return { ok: false, error, exitCode: 127 };
}
