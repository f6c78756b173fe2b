import type { OwnPrivileges } from '../platform/own-privileges.ts';

/** The beginning of a warning: why something is not done that takes privileges. */
export function describeLack({ lacks }: OwnPrivileges): string {
	return lacks === 'capabilities' ? 'no capabilities' : 'not root';
}
