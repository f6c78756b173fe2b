import type { Config, ProcessConfig } from '../config/config.ts';
import { findExecutable } from '../config/find-executable.ts';
import type { OwnPrivileges } from '../platform/own-privileges.ts';
import type { SpawnRequest, System } from '../platform/system.ts';
import { COOKIE_NAME, childEnvironment } from './child-environment.ts';

export type PreparedSpawn =
	/** `secrets`: the values of those in its environment. */
	| { readonly ok: true; readonly request: SpawnRequest; readonly secrets: readonly string[] }
	/** supervisord's `spawnerr`, and what a shell would exit with. */
	| { readonly ok: false; readonly error: string; readonly exitCode: number };

/** What preparing a spawn needs beside the process' own configuration. */
export interface SpawnContext {
	readonly config: Config;
	readonly system: System;
	/** The daemon's own environment. */
	readonly environment: NodeJS.ProcessEnv;
	/** The daemon's own: not everybody can give a child another user. */
	readonly privileges: OwnPrivileges;
	/** The supplementary groups of a user, its own gid among them. */
	readonly groupsOf: (user: NonNullable<ProcessConfig['user']>) => readonly number[];
	/** What the programs get that say nothing else. */
	readonly rlimits: ProcessConfig['rlimits'];
	/** Says whose descendant a process is. */
	readonly cookie: string;
	/** Of sd_notify(3); `undefined` takes a variable away. */
	readonly notifyVariables: Readonly<Record<string, string | undefined>>;
}

/** Everything that can be known to fail before a process is made is told here, as supervisord does. */
export function prepareSpawn(process: ProcessConfig, context: SpawnContext): PreparedSpawn {
	const { system, cookie } = context;
	const executable = findExecutable(process, { files: system.files, path: context.environment['PATH'] });
	if (!executable.ok) return executable;
	const own = context.environment;
	const { config, notifyVariables } = context;
	const environment = childEnvironment(process, { own, config, files: system.files, cookie, notifyVariables });
	if (!environment.ok) return { ...environment, exitCode: 1 };
	const { user } = process;
	const { uid, lacks } = context.privileges;
	// Without privileges it goes on as itself, which was told at the start.
	const identity =
		user === undefined || user.uid === uid || lacks !== undefined
			? undefined
			: { uid: user.uid, gid: user.gid, groups: context.groupsOf(user) };
	return {
		ok: true,
		secrets: Object.keys(process.secrets).map((name) => environment.environment[name] ?? ''),
		request: {
			file: executable.file,
			argv: process.argv,
			environment: environment.environment,
			directory: process.directory,
			identity,
			// umask(2) looks at no other bits, and Node refuses them.
			umask: process.umask === undefined ? undefined : process.umask & 0o777,
			rlimits: { ...context.rlimits, ...process.rlimits },
			nice: process.nice,
			oomScoreAdj: process.oomScoreAdj,
			redirectStderr: process.redirectStderr,
			// A program may close its stdout and live on; its death is what counts.
			holdsOutput: true,
			notificationFd: notificationFd(process),
		},
	};
}

/** The descriptor on which it says that it has started, or is ready: there is one at most. */
function notificationFd({ startup, readiness }: ProcessConfig): number | undefined {
	if (startup?.type === 'fd') return startup.fd;
	return readiness?.type === 'fd' ? readiness.fd : undefined;
}

/** `NAME=value` of one process of this pod; `pod` is drawn anew by each daemon. */
export function cookieOf(pod: string, key: string): string {
	return `${pod}/${key}`;
}

/** How the cookie stands in a process' environment. */
export function cookieLine(cookie: string): string {
	return `${COOKIE_NAME}=${cookie}`;
}
