import type { Value } from '../foundation/value.ts';
import type { CommandDescription } from './command-description.ts';
import type { Session } from './session.ts';

/** What was typed after a command's name. */
export interface CommandArguments {
	readonly text: string;
	/** The same, split at white space. */
	readonly words: readonly string[];
}

/** One verb of podctl. */
export interface Command extends CommandDescription {
	/** The exit status of whatever is thrown; where it is left out, the error's own, else 1. */
	readonly troubleStatus?: number;
	/**
	 * Does it: prints as supervisorctl does, tells the session of failures, and gives what `--json` shows as `result`.
	 * Errors of the connection and faults that it does not know are thrown.
	 */
	run(session: Session, args: CommandArguments): Promise<Value | undefined> | Value | undefined;
}
