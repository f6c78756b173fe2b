import type { Observation } from '../events/observation.ts';
import type { ProcessRef } from '../events/process-ref.ts';
import type { Finding } from './finding.ts';

type Shutdown = Extract<Observation, { readonly type: 'shutdown' }>;

/** What is told of the pod's end for a process that it cannot do without. */
export function findPodEnd({ reason }: Shutdown, culprit: ProcessRef): Finding {
	return {
		kind: 'pod',
		about: '',
		status: 'momentary',
		severity: 'critical',
		events: ['POD'],
		subject: culprit,
		summary: `the pod ends: ${reason}`,
		description: 'All other processes are stopped in order.',
		details: { reason },
	};
}
