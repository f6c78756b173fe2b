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

/** A name as people write it: `group:process`, `process` (short for `process:process`), `group:*` or `group:` (all of a group). */
export interface ProcessPattern {
	readonly group: string;
	/** `undefined`: all of them. */
	readonly process: string | undefined;
}

/** As supervisord's `split_namespec`. */
export function parseProcessName(name: string): ProcessPattern {
	const colon = name.indexOf(':');
	if (colon === -1) return { group: name, process: name };
	const process = name.slice(colon + 1);
	return { group: name.slice(0, colon), process: process === '' || process === '*' ? undefined : process };
}
