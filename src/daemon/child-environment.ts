import { parseEnv } from 'node:util';
import type { Config, ProcessConfig } from '../config/config.ts';
import { errorCode } from '../platform/errno.ts';
import type { Files } from '../platform/files.ts';

export type ChildEnvironment =
	| { readonly ok: true; readonly environment: Record<string, string> }
	/** What could not be read, and why; never the content. */
	| { readonly ok: false; readonly error: string };

/** The variable that every descendant of a program inherits, wherever it escapes to. */
export const COOKIE_NAME = 'PODVISOR_COOKIE';

/**
 * The environment of a child, as supervisord makes it: the daemon's own, SUPERVISOR_*, then the configured
 * `environment`; HOME, USER and LOGNAME are left as they are. Podvisor puts `env_file` under `environment`, and
 * `secrets` on top of all; both are read anew at each start.
 */
export function childEnvironment(
	process: ProcessConfig,
	{
		own,
		config,
		files,
		cookie,
		notifyVariables,
	}: {
		readonly own: NodeJS.ProcessEnv;
		readonly config: Config;
		readonly files: Files;
		readonly cookie: string;
		readonly notifyVariables: Readonly<Record<string, string | undefined>>;
	},
): ChildEnvironment {
	const environment: Record<string, string> = Object.create(null) as Record<string, string>;
	for (const [name, value] of Object.entries(own)) if (value !== undefined) environment[name] = value;
	environment['SUPERVISOR_ENABLED'] = '1';
	const serverurl = process.serverurl ?? serverUrl(config);
	// An empty one is configured to keep it away.
	if (serverurl) environment['SUPERVISOR_SERVER_URL'] = serverurl;
	environment['SUPERVISOR_PROCESS_NAME'] = process.name;
	environment['SUPERVISOR_GROUP_NAME'] = process.group;
	for (const path of process.envFiles) {
		const text = read('env_file', path, files);
		if (typeof text !== 'string') return text;
		Object.assign(environment, parseEnv(text));
	}
	Object.assign(environment, process.environment);
	for (const [name, path] of Object.entries(process.secrets)) {
		const text = read('secret', path, files);
		if (typeof text !== 'string') return text;
		// The newline that an editor or `echo` put at the end is not part of a password.
		environment[name] = text.replace(/\r?\n$/, '');
	}
	for (const [name, value] of Object.entries(notifyVariables)) {
		if (value === undefined) delete environment[name];
		else environment[name] = value;
	}
	environment[COOKIE_NAME] = cookie;
	for (const [name, value] of Object.entries(environment)) {
		if (name.includes('\0') || value.includes('\0')) {
			return { ok: false, error: `the environment variable '${name}' holds a NUL byte` };
		}
	}
	return { ok: true, environment };
}

function read(what: string, path: string, files: Files): string | { readonly ok: false; readonly error: string } {
	try {
		return files.readText(path);
	} catch (error) {
		return { ok: false, error: `can't read ${what} '${path}': ${errorCode(error)}` };
	}
}

/** supervisord's own choice: the first unix socket that is configured, else the first TCP server. */
function serverUrl({ inetServers, unixServers }: Config): string | undefined {
	const [unix] = unixServers;
	if (unix !== undefined) return `unix://${unix.file}`;
	const [inet] = inetServers;
	return inet === undefined ? undefined : `http://${inet.host === '' ? 'localhost' : inet.host}:${inet.port}`;
}
