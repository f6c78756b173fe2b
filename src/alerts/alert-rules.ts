import type { AlertEvent, AlertSeverity } from '../config/config.ts';
import type { Incident } from '../events/incident.ts';
import type { Observation, ObservedLevel } from '../events/observation.ts';
import { keyOf, nameOf, type ProcessRef } from '../events/process-ref.ts';
import type { ProcessState } from '../process/process-state.ts';
import { findIncident } from './find-incident.ts';
import type { Finding, FindingKind } from './finding.ts';

type Of<Type extends Observation['type']> = Extract<Observation, { readonly type: Type }>;

/** What the rules look at. */
export type AlertingObservation = Of<'incident' | 'state' | 'ready' | 'unready' | 'memory' | 'disk' | 'shutdown'>;

interface Standing {
	isRunning: boolean;
	isReady: boolean;
	pid: number;
}

/** What is over when a process is up and ready again. */
const ENDED_BY_RECOVERY: readonly FindingKind[] = ['exit', 'start', 'fatal', 'unhealthy', 'memory-restart', 'unready'];

/** Of so many processes the last failure is kept. */
const MOST_FAILURES = 100;

/** Nothing of it is alive. */
const DOWN: ReadonlySet<ProcessState> = new Set(['STOPPED', 'EXITED', 'FATAL', 'BACKOFF']);

/**
 * What was seen, as findings: what is wrong, what is over, what happened. Purely by what it is told; whether a finding is
 * told to somebody is decided elsewhere (AlertGate).
 */
export class AlertRules {
	readonly #standings = new Map<string, Standing>();
	/** Of those that may become FATAL, the last failed start: it has the output that tells why. */
	readonly #lastFailures = new Map<string, Incident>();
	/** All are being stopped: that is no recovery. */
	#isStopping = false;

	see(observation: AlertingObservation): readonly Finding[] {
		switch (observation.type) {
			case 'incident':
				return this.#incident(observation);
			case 'state':
				return this.#state(observation);
			case 'ready':
				return this.#ready(observation);
			case 'unready':
				return this.#unready(observation);
			case 'memory':
				return [memoryFinding(observation)];
			case 'disk':
				return [diskFinding(observation)];
			case 'shutdown':
				this.#isStopping = true;
				return observation.culprit === undefined ? [] : [podFinding(observation, observation.culprit)];
		}
	}

	#incident({ incident }: Of<'incident'>): readonly Finding[] {
		const finding = this.#withOutput(incident, findIncident(incident));
		const standing = this.#standings.get(finding.about);
		// The next one is up already: what this one leaves behind is over as soon as it is told.
		const isOver = standing?.isRunning === true && standing.isReady && standing.pid !== incident.pid;
		return isOver ? [finding, ...this.#recovered(incident.process, 'is up again')] : [finding];
	}

	#state(observation: Of<'state'>): readonly Finding[] {
		const { process, to, pid, expected } = observation;
		const standing = this.#standingOf(process);
		standing.isRunning = to === 'RUNNING';
		if (to === 'STARTING' || DOWN.has(to)) standing.isReady = false;
		if (pid !== 0) standing.pid = pid;
		const findings = stateFindings(observation);
		if (to === 'RUNNING' && standing.isReady) findings.push(...this.#recovered(process, 'is up again'));
		if (DOWN.has(to)) findings.push(ended('memory', process, 'does not run any more'));
		if (to === 'EXITED' && expected) findings.push(...this.#recovered(process, 'has done its work'));
		if (to === 'STOPPED' && !this.#isStopping) findings.push(...this.#recovered(process, 'was stopped'));
		return findings;
	}

	/** What is given up has just failed to start, and printed why. */
	#withOutput(incident: Incident, finding: Finding): Finding {
		const key = finding.about;
		const failure = this.#lastFailures.get(key);
		this.#lastFailures.delete(key);
		if (incident.kind !== 'fatal') {
			this.#lastFailures.set(key, incident);
			const [oldest] = this.#lastFailures.keys();
			if (this.#lastFailures.size > MOST_FAILURES && oldest !== undefined) this.#lastFailures.delete(oldest);
			return finding;
		}
		if (failure === undefined || incident.stdout.length + incident.stderr.length > 0) return finding;
		const { exit, stdout, stderr, probes, memoryBytes } = findIncident(failure).details;
		const seen = Object.fromEntries(
			Object.entries({ exit, stdout, stderr, probes, memoryBytes }).filter(([, value]) => value !== undefined),
		);
		return { ...finding, details: { ...finding.details, ...seen } };
	}

	#ready({ process, pid }: Of<'ready'>): readonly Finding[] {
		const standing = this.#standingOf(process);
		standing.isReady = true;
		standing.pid = pid;
		return standing.isRunning ? this.#recovered(process, 'is up again') : [];
	}

	#unready({ process, pid, reason }: Of<'unready'>): readonly Finding[] {
		this.#standingOf(process).isReady = false;
		return [
			{
				kind: 'unready',
				about: keyOf(process),
				status: 'firing',
				severity: 'warning',
				events: ['HEALTH'],
				subject: process,
				summary: `${nameOf(process)} is not ready: ${reason}`,
				description: 'It goes on running, and is not restarted for this.',
				details: { reason, pid },
			},
		];
	}

	#recovered(process: ProcessRef, what: string): Finding[] {
		this.#lastFailures.delete(keyOf(process));
		return ENDED_BY_RECOVERY.map((kind) => ended(kind, process, what));
	}

	#standingOf(process: ProcessRef): Standing {
		const key = keyOf(process);
		const standing = this.#standings.get(key) ?? { isRunning: false, isReady: false, pid: 0 };
		this.#standings.set(key, standing);
		return standing;
	}
}

/** A trouble of a process is over. */
export function ended(kind: FindingKind, process: ProcessRef, what: string): Finding {
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

/** Unexpected ends, failed starts and FATAL are told with all that is known of them, as incidents. */
function stateFindings({ process, from, to, pid, expected, exit }: Of<'state'>): Finding[] {
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

function memoryFinding({ process, level, usedBytes, limitBytes, reason }: Of<'memory'>): Finding {
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

function diskFinding({ path, resource, level, usedShare, reason }: Of<'disk'>): Finding {
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

function podFinding({ reason }: Of<'shutdown'>, culprit: ProcessRef): Finding {
	return {
		kind: 'pod',
		about: '',
		status: 'momentary',
		severity: 'critical',
		events: ['POD'],
		subject: culprit,
		summary: `the pod ends because of critical process ${nameOf(culprit)}: ${reason}`,
		description: 'All other processes are stopped in order.',
		details: { reason },
	};
}

function severityOf(level: ObservedLevel): Pick<Finding, 'status' | 'severity'> {
	return level === 'ok' ? { status: 'resolved', severity: 'info' } : { status: 'firing', severity: level };
}
