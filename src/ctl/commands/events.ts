import type { Command } from '../command.ts';

export const EVENTS: Command = {
	name: 'events',
	summary: 'what happens in the pod, as it happens',
	forms: [['events --follow', 'a line for each event, until Ctrl-C']],
	options: [{ name: '--follow', doc: 'what it does in any case; written out for whoever reads the script' }],
	completes: 'none',
	isOurs: true,
	isStream: true,
	run() {
		return undefined;
	},
};
