import type { ProcessConfig } from '../config/config.ts';
import type { ProcessNotice } from '../process/process-effect.ts';
import type { ProcessState } from '../process/process-state.ts';
import type { PodEvent } from './pod-event.ts';

type StateNotice = Extract<ProcessNotice, { readonly type: 'state' }>;

/** What supervisord tells of a process' new state, beside its names and its old one. */
const TELLS: Readonly<Record<ProcessState, readonly ('tries' | 'expected' | 'pid')[]>> = {
	STARTING: ['tries'],
	BACKOFF: ['tries'],
	RUNNING: ['pid'],
	STOPPING: ['pid'],
	STOPPED: ['pid'],
	EXITED: ['expected', 'pid'],
	FATAL: [],
	UNKNOWN: [],
};

/** A PROCESS_STATE_* event. */
export function describeProcessState({ name, group }: ProcessConfig, notice: StateNotice): PodEvent {
	const { from, to, tries, expected, pid } = notice;
	const more = TELLS[to].map((key) => ` ${key}:${Number({ tries, expected, pid }[key])}`);
	return {
		type: `PROCESS_STATE_${to}`,
		payload: `processname:${name} groupname:${group} from_state:${from}${more.join('')}`,
		fields: { processname: name, groupname: group, from_state: from, to_state: to, tries, expected, pid },
	};
}
