/** The two parts of a full process name, written `group:process`. */
export interface ProcessName {
	readonly group: string;
	readonly process: string;
}

/**
 * The name a person sees, as supervisord's `make_namespec` writes it:
 * just `nginx` where group and process are named alike, else `group:process`.
 */
export function formatProcessName({ group, process }: ProcessName): string {
	return group === process ? process : `${group}:${process}`;
}

/** The key of a process in the world and in every map: always `group:process`. */
export function processKey({ group, process }: ProcessName): string {
	return `${group}:${process}`;
}
