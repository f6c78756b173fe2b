import type { ProcessState } from '../process/process-state.ts';

/** What can happen, by supervisord's names; a listener may also ask for what these begin with (`PROCESS_STATE`). */
export type EventTypeName =
	| `PROCESS_STATE_${ProcessState}`
	| `PROCESS_COMMUNICATION_${OutputChannel}`
	| `PROCESS_LOG_${OutputChannel}`
	| 'REMOTE_COMMUNICATION'
	| `SUPERVISOR_STATE_CHANGE_${'RUNNING' | 'STOPPING'}`
	| `TICK_${5 | 60 | 3600}`
	| `PROCESS_GROUP_${'ADDED' | 'REMOVED'}`;

export type OutputChannel = 'STDOUT' | 'STDERR';

/** Something that happened, as it was when it happened. */
export interface PodEvent {
	readonly type: EventTypeName;
	/** The body of supervisord's message to an event listener. */
	readonly payload: string;
	/** The same facts for whoever reads JSON. */
	readonly fields: Readonly<Record<string, string | number | boolean>>;
}
