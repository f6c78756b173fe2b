import type { Value } from '../foundation/value.ts';
import type { Session } from './session.ts';

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

/** What was typed after a command's name. */
export interface CommandArguments {
	readonly text: string;
	/** The same, split at white space. */
	readonly words: readonly string[];
}

/** One verb of podctl: what its help, its completion, its page in docs/podctl.md and its work come from. */
export interface Command {
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
	/**
	 * Does it: prints as supervisorctl does, tells the session of failures, and gives what `--json` shows as `result`.
	 * Errors of the connection and faults that it does not know are thrown.
	 */
	run(session: Session, args: CommandArguments): Promise<Value | undefined> | Value | undefined;
}

/** The lines of `help NAME`. */
export function helpLines({ forms, notes = [], options = [] }: Command): string[] {
	const rows = [...forms, ...options.map((option) => [optionUsage(option), option.doc] as const)];
	const width = Math.max(...rows.map(([form]) => form.length));
	return [...rows.map(([form, does]) => `${form.padEnd(width)}  ${does}`), ...notes];
}

/** `--for=ready|running`. */
export function optionUsage({ name, value }: CommandOption): string {
	if (value === undefined) return name;
	return `${name}=${typeof value === 'string' ? value : value.join('|')}`;
}
