import type { PodEvent } from './pod-event.ts';

/** What happens to the pod as a whole. */
export type Occurrence =
	| { readonly type: 'running' | 'stopping' }
	| { readonly type: 'group-added' | 'group-removed'; readonly group: string }
	/** Somebody called `supervisor.sendRemoteCommEvent`. */
	| { readonly type: 'remote'; readonly kind: string; readonly data: string }
	/** `when`: the beginning of the slice of time, in seconds since 1970. */
	| { readonly type: 'tick'; readonly period: TickPeriod; readonly when: number };

/** Seconds. */
export type TickPeriod = 5 | 60 | 3600;

/** The events that are about no process. */
export function describeOccurrence(occurrence: Occurrence): PodEvent {
	switch (occurrence.type) {
		case 'running':
			return { type: 'SUPERVISOR_STATE_CHANGE_RUNNING', payload: '', fields: {} };
		case 'stopping':
			return { type: 'SUPERVISOR_STATE_CHANGE_STOPPING', payload: '', fields: {} };
		case 'group-added':
			return describeGroup('PROCESS_GROUP_ADDED', occurrence.group);
		case 'group-removed':
			return describeGroup('PROCESS_GROUP_REMOVED', occurrence.group);
		case 'remote': {
			const { kind, data } = occurrence;
			return { type: 'REMOTE_COMMUNICATION', payload: `type:${kind}\n${data}`, fields: { type: kind, data } };
		}
		case 'tick': {
			const { period, when } = occurrence;
			return { type: `TICK_${period}`, payload: `when:${when}`, fields: { when } };
		}
	}
}

function describeGroup(type: PodEvent['type'], group: string): PodEvent {
	return { type, payload: `groupname:${group}\n`, fields: { groupname: group } };
}
