import { actOnNames, resultsAsValue } from '../act-on-names.ts';
import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';

export const SIGNAL: Command = {
	name: 'signal',
	summary: 'sends a signal to processes',
	forms: [
		['signal <signal> <name> [...]', 'send it to these processes: signal HUP web'],
		['signal <signal> <group>:*', 'to all processes in a group'],
		['signal <signal> all', 'to all processes'],
	],
	completes: 'signal',
	async run(session, { words: [signal, ...names] }) {
		if (!(await isUp(session))) return undefined;
		if (signal === undefined || names.length === 0) {
			return refuseUsage(session, SIGNAL, { message: 'Error: signal requires a signal name and a process name' });
		}
		const results = await actOnNames(session, names, {
			deed: 'signalled',
			one: 'signalProcess',
			group: 'signalProcessGroup',
			all: 'signalAllProcesses',
			args: [signal],
			badGroupStatus: EXIT_STATUSES.failed,
		});
		return { processes: resultsAsValue(results) };
	},
};
