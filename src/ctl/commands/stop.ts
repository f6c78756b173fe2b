import type { Value } from '../../foundation/value.ts';
import { actOnNames, resultsAsValue } from '../act-on-names.ts';
import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';
import type { Session } from '../session.ts';

export const STOP: Command = {
	name: 'stop',
	summary: 'stops processes, and waits until they are gone',
	forms: [
		['stop <name> [...]', 'stop these processes'],
		['stop <group>:*', 'stop all processes in a group'],
		['stop all', 'stop all processes'],
	],
	completes: 'process',
	async run(session, { words: names }) {
		if (!(await isUp(session))) return undefined;
		if (names.length === 0) return refuseUsage(session, STOP, { message: 'Error: stop requires a process name' });
		return stopNames(session, names);
	},
};

/** What `stop` and the first half of `restart` do. */
export async function stopNames(session: Session, names: readonly string[]): Promise<Value> {
	const results = await actOnNames(session, names, {
		deed: 'stopped',
		one: 'stopProcess',
		group: 'stopProcessGroup',
		all: 'stopAllProcesses',
		expected: 'NOT_RUNNING',
		badGroupStatus: EXIT_STATUSES.failed,
	});
	return { processes: resultsAsValue(results) };
}
