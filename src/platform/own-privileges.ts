import type { Files } from './files.ts';

/** Who this process is, and what keeps it from giving a child another user. */
export interface OwnPrivileges {
	readonly uid: number;
	/** `undefined`: it can, or must at least try. */
	readonly lacks: 'root' | 'capabilities' | undefined;
}

/**
 * Root without any capability (`docker run --cap-drop ALL`) is root by its number alone. One that has some, but not
 * those that it takes to become somebody else, counts as root: what is meant to be unprivileged would get them.
 */
export function ownPrivileges(files: Pick<Files, 'readText' | 'exists'>): OwnPrivileges {
	const uid = process.geteuid?.() ?? 0;
	if (uid !== 0) return { uid, lacks: 'root' };
	const isBare = files.exists(STATUS) && hasNoCapability(files.readText(STATUS));
	return { uid, lacks: isBare ? 'capabilities' : undefined };
}

const STATUS = '/proc/self/status';

/**
 * Whether a process has no capability, and cannot get one by executing a file: both its effective set and its bounding
 * set are empty. `status`: the text of `/proc/PID/status` (proc(5)); false where it does not say.
 */
export function hasNoCapability(status: string): boolean {
	return ['CapEff', 'CapBnd'].every((name) => new RegExp(`^${name}:\\s*0+$`, 'm').test(status));
}
