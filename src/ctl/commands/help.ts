import type { Command } from '../command.ts';
import { type CommandDescription, helpLines } from '../command-description.ts';
import { findCommand } from '../find-command.ts';
import { cleanText } from '../format/clean-text.ts';
import { formatColumns } from '../format/format-columns.ts';

const WIDTH = 79;

export const HELP: Command = {
	name: 'help',
	summary: 'lists the commands, or tells how one is written',
	forms: [
		['help', 'list the commands'],
		['help <command>', 'how it is written and what it does'],
	],
	completes: 'command',
	run({ output, commands }, { text: name }) {
		if (name === '') {
			for (const line of overview(commands)) output.say(line);
			return commands.map(({ name, summary }) => ({ name, summary }));
		}
		const command = findCommand(commands, name);
		if (command === undefined) {
			output.complain(`*** No help on ${cleanText(name)}`, { code: 'BAD_NAME', name });
			return undefined;
		}
		for (const line of helpLines(command)) output.say(line);
		return { name: command.name, summary: command.summary, forms: command.forms };
	},
};

function overview(commands: readonly CommandDescription[]): string[] {
	const isShown = (command: CommandDescription): boolean => command.name !== 'help';
	const theirs = commands.filter((command) => isShown(command) && command.isOurs !== true);
	const ours = commands.filter((command) => command.isOurs === true);
	return [
		'',
		...block('default commands (type help <topic>):', theirs),
		...block('podctl commands (type help <topic>):', ours),
	];
}

function block(title: string, commands: readonly CommandDescription[]): string[] {
	const names = commands.map(({ name }) => name).sort();
	return [title, '='.repeat(title.length), ...formatColumns(names, WIDTH), ''];
}
