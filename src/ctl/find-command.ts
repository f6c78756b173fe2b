import type { Command } from './command.ts';

/** The command of this name; `EOF` is what Python's `cmd` makes of Ctrl-D, and can be typed. */
export function findCommand(commands: readonly Command[], name: string): Command | undefined {
	const wanted = name === 'EOF' ? 'quit' : name;
	return commands.find((command) => command.name === wanted);
}
