import type { AlertConfig, AlertSeverity } from '../config/config.ts';
import type { ProcessRef } from '../events/process-ref.ts';
import type { Finding } from './finding.ts';

const RANKS: Readonly<Record<AlertSeverity, number>> = { info: 0, warning: 1, critical: 2 };

/** Is it one that this sink is told of? What is over is asked of the gate: who was told of it hears of its end. */
export function isWanted(
	{ events, programs, severity }: Pick<AlertConfig, 'events' | 'programs' | 'severity'>,
	finding: Finding,
): boolean {
	if (finding.status === 'resolved') return true;
	if (RANKS[finding.severity] < RANKS[severity]) return false;
	if (!finding.events.some((event) => events.has(event))) return false;
	const { subject, kind } = finding;
	// The end of the pod is everybody's affair, whosever fault it is.
	if (subject === undefined || kind === 'pod' || programs.length === 0) return true;
	return programs.some((pattern) => isNamedBy(subject, pattern));
}

function isNamedBy({ group, name, program }: ProcessRef, pattern: string): boolean {
	return [program, group, `${group}:*`, `${group}:`, `${group}:${name}`].includes(pattern);
}
