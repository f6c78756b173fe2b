import { formatProcessName, type ProcessName } from '../../foundation/process-name.ts';
import type { Value } from '../../foundation/value.ts';
import { EXIT_STATUSES } from '../exit-statuses.ts';
import { cleanText } from '../format/clean-text.ts';
import type { Session } from '../session.ts';
import type { Goal } from './wish.ts';

/** How a wait ended for one process. */
export interface Waited extends ProcessName {
	readonly state: string;
	readonly isReached: boolean;
	/** What is in the way, where it was not reached. */
	readonly why: string;
}

/** A line for each process; exit status 1 where one of them was not what it should be. */
export function tellWaited(session: Session, goal: Goal, processes: readonly Waited[]): Value {
	const { output } = session;
	for (const process of processes) {
		const name = cleanText(formatProcessName(process));
		if (process.isReached) {
			output.say(`${name}: ${goal}`);
			continue;
		}
		const line = `${name}: ERROR (not ${goal}: ${cleanText(process.why || process.state)})`;
		output.complain(line, { code: 'NOT_REACHED', name: `${process.group}:${process.process}` });
		session.fail(EXIT_STATUSES.failed);
	}
	return {
		for: goal,
		met: processes.every(({ isReached }) => isReached),
		processes: processes.map(({ group, process, state, isReached, why }) => ({
			group,
			name: process,
			state,
			reached: isReached,
			why,
		})),
	};
}

/** Nobody has this name. */
export function refuseName(session: Session, name: string): undefined {
	session.output.complain(`${cleanText(name)}: ERROR (no such process)`, { code: 'BAD_NAME', name });
	session.fail(EXIT_STATUSES.statusUnknown);
	return undefined;
}
