import type { Account, Config, DaemonConfig } from '../config/config.ts';
import { PodvisorError } from '../foundation/podvisor-error.ts';
import type { Accounts } from '../platform/accounts.ts';
import { errorCode } from '../platform/errno.ts';
import type { Files } from '../platform/files.ts';
import { ownLimits } from '../platform/own-limits.ts';
import { type OwnPrivileges, ownPrivileges } from '../platform/own-privileges.ts';
import { describeLack } from './describe-lack.ts';
import { IDENTITY_HINT } from './identity-hint.ts';

/** What is to be told in the log once there is one, in supervisord's words where it has some. */
export interface Remark {
	readonly level: 'critical' | 'warn' | 'info';
	readonly message: string;
}

export interface PreparationContext {
	readonly files: Files;
	readonly accounts: Accounts;
	/** It left the foreground. */
	readonly isDetached: boolean;
}

/**
 * Makes the daemon's own process what `[supervisord]` says: user and limits. Once a process: a re-read configuration
 * cannot take back dropped privileges.
 * @throws PodvisorError where the pod must not start: its limits are lower than asked for.
 */
export function prepareDaemon(
	{ user, minfds, minprocs, nodaemon, umask, directory }: DaemonConfig,
	{ files, accounts, isDetached }: PreparationContext,
): readonly Remark[] {
	checkLimits({ minfds, minprocs }, files);
	const remarks: Remark[] = [];
	// supervisord does these two only where it leaves the foreground.
	if (isDetached) {
		process.umask(umask & 0o777);
		if (directory !== undefined) process.chdir(directory);
	} else if (!nodaemon) {
		remarks.push({ level: 'warn', message: 'nodaemon=false is ignored: PID 1 cannot go to the background' });
	}
	const privileges = ownPrivileges(files);
	if (user !== undefined && user.uid !== privileges.uid) {
		if (privileges.lacks !== undefined) {
			remarks.push({ level: 'warn', message: cannotBecome('podvisord itself', `user '${user.name}'`, privileges) });
			return remarks;
		}
		becomeUser(user, accounts.supplementaryGroups(user));
	}
	if (user !== undefined) remarks.push({ level: 'info', message: `Set uid to user ${user.uid} succeeded` });
	else if (privileges.uid === 0 && privileges.lacks === undefined)
		remarks.push({ level: 'critical', message: RUNNING_AS_ROOT });
	return remarks;
}

function becomeUser(user: Account, groups: readonly number[]): void {
	try {
		// The groups first: afterwards this process may no longer change them.
		process.setgroups?.([...groups]);
		process.setgid?.(user.gid);
		process.setuid?.(user.uid);
	} catch (error) {
		if (errorCode(error) !== 'EPERM') throw error;
		throw new PodvisorError(`[supervisord] user=${user.name}: cannot become that user (EPERM)`, {
			code: 'CANNOT_BECOME',
			hint: IDENTITY_HINT,
			cause: error,
		});
	}
}

/** One line for all programs whose `user` this daemon cannot give them. */
export function remarkOnUsers({ groups }: Pick<Config, 'groups'>, privileges: OwnPrivileges): Remark | undefined {
	const { uid, lacks } = privileges;
	if (lacks === undefined) return undefined;
	const others = groups
		.flatMap(({ processes }) => processes)
		.filter(({ user }) => user !== undefined && user.uid !== uid)
		.map(({ name }) => name);
	if (others.length === 0) return undefined;
	return { level: 'warn', message: cannotBecome(others.join(', '), 'another user', privileges) };
}

function cannotBecome(who: string, user: string, privileges: OwnPrivileges): string {
	return `${describeLack(privileges)}: ${who} cannot become ${user}; running as uid ${privileges.uid}`;
}

/** supervisord's, word for word but for the name. */
const RUNNING_AS_ROOT =
	'Supervisor is running as root.  Privileges were not dropped because no user is specified in the config file.  ' +
	'If you intend to run as root, you can set user=root in the config file to avoid this message.';

/** Node raises its soft limits to the hard ones at start, so what is too low now cannot be raised. */
function checkLimits({ minfds, minprocs }: Pick<DaemonConfig, 'minfds' | 'minprocs'>, files: Files): void {
	const limits = ownLimits(files);
	for (const [option, least, resource, what] of [
		['minfds', minfds, 'nofile', 'file descriptors'],
		['minprocs', minprocs, 'nproc', 'processes'],
	] as const) {
		const hard = limits?.[resource].hard;
		if (hard === undefined || hard >= least) continue;
		throw new PodvisorError(`[supervisord] ${option}=${least}: this environment allows only ${hard} ${what}`, {
			code: 'LIMIT_TOO_LOW',
			hint: `raise the limit of the container, or lower ${option}`,
		});
	}
}
