import type { Observation, ObservedLevel } from '../events/observation.ts';
import { keyOf, nameOf } from '../events/process-ref.ts';
import type { Finding } from './finding.ts';

type Pressure = Extract<Observation, { readonly type: 'memory' | 'disk' }>;

/** What is told of memory or a disk that runs short, or does so no more. */
export function findPressure(observation: Pressure): Finding {
	return observation.type === 'memory' ? memoryFinding(observation) : diskFinding(observation);
}

function memoryFinding({
	process,
	level,
	usedBytes,
	limitBytes,
	reason,
}: Extract<Pressure, { readonly type: 'memory' }>): Finding {
	return {
		kind: 'memory',
		about: process === undefined ? '' : keyOf(process),
		...severityOf(level),
		events: ['MEMORY'],
		subject: process,
		summary: process === undefined ? reason : `${nameOf(process)} ${reason}`,
		description: '',
		details: { reason, usedBytes, limitBytes },
	};
}

function diskFinding({
	path,
	resource,
	level,
	usedShare,
	reason,
}: Extract<Pressure, { readonly type: 'disk' }>): Finding {
	return {
		kind: 'disk',
		about: `${resource} ${path}`,
		...severityOf(level),
		events: ['DISK'],
		subject: undefined,
		summary: reason,
		description: '',
		details: { reason, path, resource, usedShare },
	};
}

function severityOf(level: ObservedLevel): Pick<Finding, 'status' | 'severity'> {
	return level === 'ok' ? { status: 'resolved', severity: 'info' } : { status: 'firing', severity: level };
}
