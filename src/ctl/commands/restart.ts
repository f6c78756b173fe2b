import type { Command } from '../command.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';
import { startNames } from './start.ts';
import { stopNames } from './stop.ts';

export const RESTART: Command = {
	name: 'restart',
	summary: 'stops processes, starts them again, and tells why one failed',
	forms: [
		['restart <name> [...]', 'restart these processes'],
		['restart <group>:*', 'restart all processes in a group'],
		['restart all', 'restart all processes'],
	],
	notes: ['It does not read the configuration again: for that there are reread and update.'],
	completes: 'process',
	async run(session, { words: names }) {
		if (!(await isUp(session))) return undefined;
		if (names.length === 0) return refuseUsage(session, RESTART, { message: 'Error: restart requires a process name' });
		const stopped = await stopNames(session, names);
		const started = await startNames(session, names);
		return { stopped, started };
	},
};
