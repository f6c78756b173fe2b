import { type CommandDescription, helpLines } from './command-description.ts';
import { EXIT_STATUSES } from './exit-statuses.ts';
import type { Session } from './session.ts';

/** A command was written wrongly: says so, and how it is written. */
export function refuseUsage(
	session: Session,
	command: CommandDescription,
	{ message, exitStatus = EXIT_STATUSES.failed }: { readonly message: string; readonly exitStatus?: number },
): undefined {
	session.output.complain(message, { code: 'USAGE' });
	session.fail(exitStatus);
	for (const line of helpLines(command)) session.output.say(line);
	return undefined;
}
