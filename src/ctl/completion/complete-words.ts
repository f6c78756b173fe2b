import { formatProcessName } from '../../foundation/process-name.ts';
import { SIGNAL_NUMBERS } from '../../foundation/signals.ts';
import type { ProcessInfo } from '../client/process-info.ts';
import type { CommandDescription, CompletionKind } from '../command-description.ts';
import { COMMAND_TABLE } from '../commands/command-table.ts';
import { findCommand } from '../find-command.ts';

/** Asks the daemon what there is; empty where it does not answer. */
export type ListProcesses = () => Promise<readonly ProcessInfo[]>;

/**
 * What the last of the words (empty where a new one begins) can become. `words` begins with the command's name;
 * the daemon is asked only where names are wanted.
 */
export async function completeWords(words: readonly string[], listProcesses: ListProcesses): Promise<string[]> {
	const current = words.at(-1) ?? '';
	const before = words.slice(0, -1);
	const command = before[0] === undefined ? undefined : findCommand(COMMAND_TABLE, before[0]);
	const candidates =
		before.length === 0
			? commandNames()
			: command === undefined
				? []
				: await after(command, before, current, listProcesses);
	return candidates.filter((candidate) => candidate.startsWith(current));
}

async function after(
	command: CommandDescription,
	before: readonly string[],
	current: string,
	listProcesses: ListProcesses,
): Promise<string[]> {
	if (current.startsWith('-')) return optionsOf(command);
	const isSecond = before.length === 1;
	const kind: CompletionKind = command.completes === 'signal' && !isSecond ? 'process' : command.completes;
	switch (kind) {
		case 'process':
			return processNames(await listProcesses(), current);
		case 'group':
			return [...new Set((await listProcesses()).map(({ group }) => group))];
		case 'signal':
			return Object.keys(SIGNAL_NUMBERS);
		case 'command':
			return isSecond ? commandNames() : [];
		case 'shell':
			return isSecond ? ['bash', 'zsh', 'fish'] : [];
		case 'none':
			return [];
	}
}

function commandNames(): string[] {
	return COMMAND_TABLE.map(({ name }) => name);
}

/** `--for=ready` written out for each value; `--timeout=` where that is free. */
function optionsOf({ options = [], name }: CommandDescription): string[] {
	const own = options.flatMap((option) => {
		if (option.value === undefined) return [option.name];
		if (typeof option.value === 'string') return [`${option.name}=`];
		return option.value.map((value) => `${option.name}=${value}`);
	});
	return name === 'tail' || name === 'maintail' ? [...own, '-f'] : own;
}

/** As supervisorctl: a group's members show once a colon is typed, or where they are called other than their group. */
function processNames(infos: readonly ProcessInfo[], current: string): string[] {
	const names = new Set<string>();
	for (const info of infos) {
		if (!current.includes(':') && info.process === info.group) names.add(formatProcessName(info));
		else names.add(`${info.group}:${info.process}`).add(`${info.group}:*`);
	}
	return [...names];
}
