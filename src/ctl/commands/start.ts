import type { Value } from '../../foundation/value.ts';
import { actOnNames, resultsAsValue } from '../act-on-names.ts';
import type { ProcessResult } from '../client/process-info.ts';
import type { Command } from '../command.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { explainFailedStart, type FailedStart, failedStartAsValue } from '../explain-failed-start.ts';
import { isUp } from '../is-up.ts';
import { refuseUsage } from '../refuse-usage.ts';
import type { Session } from '../session.ts';

export const START: Command = {
	name: 'start',
	summary: 'starts processes, waits until they run, and tells why one failed',
	forms: [
		['start <name> [...]', 'start these processes'],
		['start <group>:*', 'start all processes in a group'],
		['start all', 'start all processes'],
	],
	completes: 'process',
	async run(session, { words: names }) {
		if (!(await isUp(session))) return undefined;
		if (names.length === 0) {
			const message = 'Error: start requires a process name';
			return refuseUsage(session, START, { message, exitStatus: EXIT_STATUSES.invalidArguments });
		}
		return startNames(session, names);
	},
};

/** What `start` and the second half of `restart` do. */
export async function startNames(session: Session, names: readonly string[]): Promise<Value> {
	const failures: FailedStart[] = [];
	const onFailure = async (result: ProcessResult): Promise<void> => {
		const failure = await explainFailedStart(session, result);
		if (failure !== undefined) failures.push(failure);
	};
	const results = await actOnNames(session, names, {
		deed: 'started',
		one: 'startProcess',
		group: 'startProcessGroup',
		all: 'startAllProcesses',
		expected: 'ALREADY_STARTED',
		badGroupStatus: EXIT_STATUSES.invalidArguments,
		onFailure,
	});
	return { processes: resultsAsValue(results), failures: failures.map(failedStartAsValue) };
}
