import { HttpStatusError, RpcFault, UnreachableError } from './client/client-error.ts';
import type { Command } from './command.ts';
import { COMMAND_TABLE } from './commands/command-table.ts';
import { CtlError } from './ctl-error.ts';
import { EXIT_STATUSES } from './exit-statuses.ts';
import { findCommand } from './find-command.ts';
import { cleanLines, cleanText } from './format/clean-text.ts';
import { logIn } from './log-in.ts';
import { parseLine } from './parse-line.ts';
import type { Session } from './session.ts';
import { suggestCommand } from './suggest-command.ts';
import { tellUnreachable } from './tell-unreachable.ts';

/** Whether the shell reads another line. */
export type AfterLine = 'go-on' | 'leave';

/** Runs one line as it is typed in the shell or stands on the command line. Never throws: what goes wrong is told. */
export async function runLine(session: Session, line: string): Promise<AfterLine> {
	const parsed = parseLine(line);
	if (parsed.type === 'empty') return 'go-on';
	const { output } = session;
	const command = parsed.type === 'command' ? findCommand(COMMAND_TABLE, parsed.name) : undefined;
	if (parsed.type === 'unknown' || command === undefined) {
		output.complain(`*** Unknown syntax: ${cleanText(parsed.line)}`, { code: 'USAGE' });
		const names = COMMAND_TABLE.map(({ name }) => name);
		const near = parsed.type === 'command' ? suggestCommand(parsed.name, names) : undefined;
		if (near !== undefined) output.explain(`did you mean ${near}? (podctl help ${near})`);
		session.fail(EXIT_STATUSES.failed);
		output.finish('', { exitStatus: session.exitStatus, result: undefined });
		return 'go-on';
	}
	const words = parsed.text.split(/\s+/).filter((word) => word !== '');
	await runCommand(session, command, { text: parsed.text, words });
	return command.leaves === true ? 'leave' : 'go-on';
}

async function runCommand(session: Session, command: Command, args: { text: string; words: string[] }): Promise<void> {
	const { output } = session;
	try {
		const result = await command.run(session, args);
		if (command.isStream === true && result === undefined && !output.hasErrors) return;
		output.finish(command.name, { exitStatus: session.exitStatus, result });
	} catch (error) {
		if (error instanceof HttpStatusError && error.status === 401 && (await logIn(session))) {
			return runCommand(session, command, args);
		}
		if (session.signal?.aborted) {
			// The terminal has shown ^C, and the prompt would stand behind it.
			output.say('');
			output.note({ code: 'INTERRUPTED', message: 'interrupted; the daemon goes on with what it began' });
			session.fail(EXIT_STATUSES.failed);
			output.finish(command.name, { exitStatus: session.exitStatus, result: undefined });
			return;
		}
		session.fail(command.troubleStatus ?? (error instanceof CtlError ? error.exitStatus : EXIT_STATUSES.failed));
		tell(session, error);
		output.finish(command.name, { exitStatus: session.exitStatus, result: undefined });
	}
}

function tell(session: Session, error: unknown): void {
	const { output, target } = session;
	if (error instanceof UnreachableError) {
		tellUnreachable(session, error, (line) => `error: ${line}`);
		return;
	}
	if (error instanceof HttpStatusError && error.status === 401) {
		output.complain('Server requires authentication', { code: 'UNAUTHORIZED' });
		output.explain(
			target.credentials === undefined
				? `podctl: ${target.url} wants a user and a password; put username= and password= into [podctl] of the configuration, or set PODCTL_USERNAME and PODCTL_PASSWORD`
				: `podctl: ${target.url} refused the password of "${cleanText(target.credentials.username)}" (${target.credentialsOrigin})`,
		);
		return;
	}
	if (error instanceof RpcFault) {
		output.complain(`error: the daemon refused: ${cleanLines(error.text)}`, {
			code: /^[A-Z_]+/.exec(error.text)?.[0] ?? 'FAULT',
		});
		return;
	}
	const { code, hint } = error as { code?: unknown; hint?: unknown };
	const message = error instanceof Error ? error.message : String(error);
	const where = error instanceof CtlError ? '' : `${target.url}: `;
	const sentence = `${where}${message}${typeof hint === 'string' ? `; ${hint}` : ''}`;
	output.complain(`error: ${cleanText(sentence)}`, { code: typeof code === 'string' ? code : 'FAILED' });
}
