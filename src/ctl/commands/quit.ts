import type { Command } from '../command.ts';

export const QUIT: Command = {
	name: 'quit',
	summary: 'leaves the shell',
	forms: [['quit', 'leave the shell, as Ctrl-D does']],
	completes: 'none',
	leaves: true,
	run({ output }) {
		output.say('');
		return undefined;
	},
};
