import type { AlertEvent, AlertSeverity } from '../config/config.ts';
import type { ProcessRef } from '../events/process-ref.ts';
import type { AlertDetails } from './alert.ts';

/** The troubles that are told apart; each can be there or not, of each subject. */
export type FindingKind =
	| 'exit'
	| 'start'
	| 'fatal'
	| 'unhealthy'
	| 'unready'
	| 'memory'
	| 'disk'
	| 'pod'
	| 'state'
	| 'test';

/** What the rules make of an observation, before anybody decides whether it is told, and to whom. */
export interface Finding {
	readonly kind: FindingKind;
	/** What tells it from others of its kind: a process' key, a path; empty for the pod. */
	readonly about: string;
	/** `momentary`: it happened, and can neither last nor be over. */
	readonly status: 'firing' | 'resolved' | 'momentary';
	readonly severity: AlertSeverity;
	/** What it is called in `events=`; the first that a sink wants is the alert's. */
	readonly events: readonly AlertEvent[];
	readonly subject: ProcessRef | undefined;
	readonly summary: string;
	readonly description: string;
	readonly details: AlertDetails;
}

/** What is told of a trouble and of its end has the same. */
export function findingKey({ kind, about }: Pick<Finding, 'kind' | 'about'>): string {
	return `${kind} ${about}`;
}
