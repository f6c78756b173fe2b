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
