import type { Observation } from '../events/observation.ts';
import { keyOf, nameOf } from '../events/process-ref.ts';
import type { UnhealthyCause } from '../process/process-event.ts';
import type { Finding } from './finding.ts';

type IllHealth = Extract<Observation, { readonly type: 'unready' | 'unhealthy' }>;
type Unhealthy = Extract<IllHealth, { readonly type: 'unhealthy' }>;

const WHAT: Readonly<Record<UnhealthyCause, string>> = {
	startup: 'is unhealthy: its startup probe did not succeed',
	liveness: 'is unhealthy: its liveness probe failed',
	memory: 'took too much memory',
};

/** What is told of a living process the moment it is found to be ill: of the same trouble as the incident that may follow. */
export function findIllHealth(observation: IllHealth): Finding {
	return observation.type === 'unready' ? unreadyFinding(observation) : unhealthyFinding(observation);
}

function unhealthyFinding({ process, pid, cause, reason }: Unhealthy): Finding {
	const isMemory = cause === 'memory';
	return {
		kind: isMemory ? 'memory' : 'unhealthy',
		about: keyOf(process),
		status: 'firing',
		severity: isMemory ? 'critical' : 'warning',
		events: [isMemory ? 'MEMORY' : 'HEALTH'],
		subject: process,
		summary: `${nameOf(process)} ${WHAT[cause]}: ${reason}`,
		description: 'It is being stopped for this.',
		details: { reason, pid },
	};
}

function unreadyFinding({ process, pid, reason }: Extract<IllHealth, { readonly type: 'unready' }>): Finding {
	return {
		kind: 'unready',
		about: keyOf(process),
		status: 'firing',
		severity: 'warning',
		events: ['HEALTH'],
		subject: process,
		summary: `${nameOf(process)} is not ready: ${reason}`,
		description: 'It goes on running, and is not restarted for this.',
		details: { reason, pid },
	};
}
