import { formatProcessName, processKey } from '../foundation/process-name.ts';

/** Whom an observation is about. */
export interface ProcessRef {
	readonly group: string;
	readonly name: string;
	/** The name in the section's title: one for all processes of a program. */
	readonly program: string;
}

/** Whom observations of a process are about. */
export function refOf({ group, name, program }: ProcessRef): ProcessRef {
	return { group, name, program };
}

/** Its key in the world and in every map. */
export function keyOf({ group, name }: Omit<ProcessRef, 'program'>): string {
	return processKey({ group, process: name });
}

/** Its name as a person sees it. */
export function nameOf({ group, name }: Omit<ProcessRef, 'program'>): string {
	return formatProcessName({ group, process: name });
}
