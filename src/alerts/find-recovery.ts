import { keyOf, nameOf, type ProcessRef } from '../events/process-ref.ts';
import type { Finding, FindingKind } from './finding.ts';

/** A trouble of a process is over: `what` follows its name in a sentence. */
export function findRecovery(kind: FindingKind, process: ProcessRef, what: string): Finding {
	return {
		kind,
		about: keyOf(process),
		status: 'resolved',
		severity: 'info',
		events: [],
		subject: process,
		summary: `${nameOf(process)} ${what}`,
		description: '',
		details: {},
	};
}
