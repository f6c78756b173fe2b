import type { AlertEvent, AlertSeverity } from '../config/config.ts';
import type { Observation } from '../events/observation.ts';
import { keyOf, nameOf } from '../events/process-ref.ts';
import type { Finding } from './finding.ts';

type StateChange = Extract<Observation, { readonly type: 'state' }>;

/** Unexpected ends, failed starts and FATAL are told with all that is known of them, as incidents. */
export function findState({ process, from, to, pid, expected, exit }: StateChange): Finding[] {
	if (to === 'BACKOFF' || to === 'FATAL' || (to === 'EXITED' && !expected)) return [];
	const severity: AlertSeverity = to === 'UNKNOWN' ? 'warning' : 'info';
	const event: AlertEvent = `PROCESS_STATE_${to}`;
	const code = exit?.type === 'code' ? { exit: { code: exit.code } } : {};
	return [
		{
			kind: 'state',
			about: `${keyOf(process)} ${to}`,
			status: 'momentary',
			severity,
			events: [event],
			subject: process,
			summary: `${nameOf(process)} is ${to}`,
			description: '',
			details: { from, to, pid: pid === 0 ? undefined : pid, ...(to === 'EXITED' ? code : {}) },
		},
	];
}
