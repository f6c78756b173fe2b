/** What Tab offers after a command's name. */
export type CompletionKind = 'process' | 'group' | 'signal' | 'command' | 'shell' | 'none';

/** An option of one command's own. */
export interface CommandOption {
	/** `--for`, `-f`. */
	readonly name: string;
	/** The values that can follow `=`, or the name of one. */
	readonly value?: readonly string[] | string;
	readonly doc: string;
}

/** What a verb of podctl is: its help, its completion and its page in docs/podctl.md come from this. */
export interface CommandDescription {
	readonly name: string;
	/** One line, for lists. */
	readonly summary: string;
	/** How it can be written, and what each way does. */
	readonly forms: readonly (readonly [form: string, does: string])[];
	/** What one should know beside that; a sentence each. */
	readonly notes?: readonly string[];
	readonly options?: readonly CommandOption[];
	readonly completes: CompletionKind;
	/** supervisorctl does not have it. */
	readonly isOurs?: boolean;
	/** The shell ends after it. */
	readonly leaves?: boolean;
	/** It goes on until it is interrupted, and its JSON is one object a line. */
	readonly isStream?: boolean;
}

/** The lines of `help NAME`. */
export function helpLines({ forms, notes = [], options = [] }: CommandDescription): string[] {
	const rows = [...forms, ...options.map((option) => [optionUsage(option), option.doc] as const)];
	const width = Math.max(...rows.map(([form]) => form.length));
	return [...rows.map(([form, does]) => `${form.padEnd(width)}  ${does}`), ...notes];
}

/** `--for=ready|running`. */
export function optionUsage({ name, value }: CommandOption): string {
	if (value === undefined) return name;
	return `${name}=${typeof value === 'string' ? value : value.join('|')}`;
}
