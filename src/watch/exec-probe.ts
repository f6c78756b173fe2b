import { describeExitStatus } from '../foundation/exit-status.ts';
import { oneLine } from '../foundation/one-line.ts';
import type { CommandOutcome, CommandRequest, Commands } from '../platform/commands.ts';
import { activeProbe, type ProbeAsker } from './probe-asker.ts';

/** Enough for the last line, which is all that is told of it. */
const MOST_BYTES = 4096;

/** How a probe's command runs: as its program does. */
export type ProbeCommand = Pick<CommandRequest, 'argv' | 'environment' | 'directory' | 'identity'>;

/** The command exits with 0 within the time. The last line of its output says more. */
export function execProbe({
	command,
	timeoutMs,
	commands,
}: {
	readonly command: ProbeCommand;
	readonly timeoutMs: number;
	readonly commands: Commands;
}): ProbeAsker {
	return activeProbe(async (signal) => {
		const outcome = await commands.run({
			...command,
			stdin: undefined,
			timeoutMs,
			maxOutputBytes: MOST_BYTES,
			signal,
		});
		const isOk = outcome.type === 'ended' && outcome.status.type === 'code' && outcome.status.code === 0;
		return { isOk, message: describe(outcome, command.argv[0] ?? '', timeoutMs) };
	});
}

function describe(outcome: CommandOutcome, file: string, timeoutMs: number): string {
	if (outcome.type === 'failed') return `cannot run ${oneLine(file)}: ${outcome.error}`;
	const how =
		outcome.type === 'timed-out' ? `timed out after ${timeoutMs / 1000} s` : describeExitStatus(outcome.status);
	const last = lastLine(outcome.output);
	return last === '' ? `${how} of ${oneLine(file)}` : `${how} of ${oneLine(file)}: ${last}`;
}

function lastLine(output: string): string {
	const lines = output.split('\n');
	for (let index = lines.length - 1; index >= 0; index--) {
		const line = oneLine(lines[index] ?? '');
		if (line !== '') return line;
	}
	return '';
}
